import { lazy, Suspense } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { useTranslation } from "react-i18next";
import { Route, Switch } from "wouter";
import { LiveRegion } from "./components/LiveRegion.tsx";
import { Toasts } from "./components/Toasts.tsx";
import { Loading } from "./screens/states/Loading.tsx";
import { NotFound } from "./screens/states/NotFound.tsx";

const Home = lazy(() => import("./screens/home/Home.tsx"));

/** Every address of the client on one page. */
export function App() {
  const { i18n } = useTranslation();
  return (
    <I18nProvider locale={i18n.language}>
      <Suspense fallback={<Loading />}>
        <Switch>
          <Route path="/" component={Home} />
          <Route component={NotFound} />
        </Switch>
      </Suspense>
      <Toasts />
      <LiveRegion />
    </I18nProvider>
  );
}
