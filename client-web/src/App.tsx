import { Suspense } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { useTranslation } from "react-i18next";
import { Route, Switch } from "wouter";
import { lazily } from "./components/lazily.ts";
import { LiveRegion } from "./components/LiveRegion.tsx";
import { Toasts } from "./components/Toasts.tsx";
import { CrashBoundary } from "./screens/states/Crash.tsx";
import { Loading } from "./screens/states/Loading.tsx";
import { NotFound } from "./screens/states/NotFound.tsx";

const Home = lazily(() => import("./screens/home/Home.tsx"));
const Links = lazily(() => import("./screens/links/Links.tsx"));
const Entrance = lazily(() => import("./screens/Entrance.tsx"));
const RecordPage = lazily(() => import("./screens/record/RecordPage.tsx"));
const Prepare = lazily(() => import("./screens/prepare/Prepare.tsx"));
const Help = lazily(() => import("./screens/help/Help.tsx"));
const Operator = lazily(() => import("./screens/operator/Operator.tsx"));

// Most come by the link of a meeting: what they need is on its way while the words of their language are.
if (/^\/m\/[^/]+\/?$/.test(location.pathname)) Entrance.preload();

/** Every address of the client on one page. */
export function App() {
  const { i18n } = useTranslation();
  return (
    <I18nProvider locale={i18n.language}>
      <CrashBoundary>
        <Suspense fallback={<Loading />}>
          <Switch>
            <Route path="/" component={Home} />
            <Route path="/m/:meeting/links" component={Links} />
            <Route path="/m/:meeting/record" component={RecordPage} />
            <Route path="/m/:meeting/prepare" component={Prepare} />
            <Route path="/m/:meeting" component={Entrance} />
            <Route path="/help/:page?" component={Help} />
            <Route path="/operator" component={Operator} />
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      </CrashBoundary>
      <Toasts />
      <LiveRegion />
    </I18nProvider>
  );
}
