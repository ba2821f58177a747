import "./home.css";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Brand } from "../../components/Brand.tsx";
import { LanguageChoice, ThemeChoice } from "../../components/Preferences.tsx";
import { announcer } from "../../components/announcer.ts";
import { CodeForm } from "./CodeForm.tsx";
import { CreateForm } from "./CreateForm.tsx";
import { deletedIn, forgetDeleted } from "./deleted.ts";
import { KnownMeetings } from "./KnownMeetings.tsx";

/** The start page: create a meeting, join one with a code, or go back to one that this device knows. */
export default function Home() {
  const { t } = useTranslation();
  const [deleted] = useState(() => deletedIn(history.state));
  const gone = deleted === undefined ? undefined : t("home.deleted", { title: deleted });
  useEffect(() => {
    if (gone === undefined) return;
    announcer.announce("result", gone);
    forgetDeleted();
  }, [gone]);
  useEffect(() => {
    document.title = t("common.appName");
  }, [t]);
  return (
    <main className="page home">
      <Brand />
      {gone === undefined ? null : (
        <p className="card home-deleted" dir="auto">
          {gone}
        </p>
      )}
      <div className="home-intro">
        <h1>{t("home.title")}</h1>
        <p>{t("home.intro")}</p>
      </div>
      <div className="home-ways">
        <CreateForm />
        <CodeForm />
      </div>
      <KnownMeetings />
      <footer className="home-foot">
        <LanguageChoice />
        <ThemeChoice />
        <Link href="/help/facilitating">{t("guides.menu")}</Link>
      </footer>
    </main>
  );
}
