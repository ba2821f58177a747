import "./help.css";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Brand } from "../../components/Brand.tsx";
import { Button } from "../../components/Button.tsx";
import { LanguageChoice } from "../../components/Preferences.tsx";
import { Skeleton } from "../../components/Skeleton.tsx";
import { NotFound } from "../states/NotFound.tsx";
import { type Guide, guideFor, type HelpPageId, isPage, PAGES, render } from "./pages.ts";

/** `/help` and `/help/{page}`: the guides, to read and to print. */
export default function Help({ params }: { params: { page?: string } }) {
  const page = params.page ?? "participants";
  return isPage(page) ? <GuidePage page={page} /> : <NotFound />;
}

function GuidePage({ page }: { page: HelpPageId }) {
  const { t, i18n } = useTranslation();
  const [guide, setGuide] = useState<Guide>();
  useEffect(() => {
    let shown = true;
    void guideFor(page, i18n.language).then((found) => {
      if (shown) setGuide(found);
    });
    return () => {
      shown = false;
    };
  }, [page, i18n.language]);
  const title = t(`guides.page.${page}`);
  useEffect(() => {
    document.title = `${title} · ${t("common.appName")}`;
  }, [title, t]);
  return (
    <main className="page help">
      <header className="help-head">
        <Brand />
        <LanguageChoice />
      </header>
      <nav className="help-nav" aria-label={t("guides.label")}>
        {PAGES.map((id) => (
          <Link key={id} href={`/help/${id}`} aria-current={id === page ? "page" : undefined}>
            {t(`guides.page.${id}`)}
          </Link>
        ))}
        <Button onPress={() => window.print()}>{t("guides.print")}</Button>
      </nav>
      {guide === undefined ? (
        <Skeleton height="40vh" />
      ) : (
        <>
          {guide.language === i18n.language.split("-")[0] || guide.language === i18n.language ? null : <p className="soft">{t("guides.onlyEnglish")}</p>}
          {/* Our own text, out of the server. */}
          {/* oxlint-disable-next-line react/no-danger */}
          <article lang={guide.language} dir="ltr" className="help-text" dangerouslySetInnerHTML={{ __html: render(guide.markdown, (id) => `/help/${id}`) }} />
        </>
      )}
    </main>
  );
}
