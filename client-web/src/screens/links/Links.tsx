import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Brand } from "../../components/Brand.tsx";
import { fragmentOf, knownMeeting } from "../../connection/identity.ts";
import { StatePage } from "../states/StatePage.tsx";
import { LinkCards } from "./LinkCards.tsx";

/** After creating: what to send, what to keep, and the way in. */
export default function Links({ params }: { params: { meeting: string } }) {
  const { t } = useTranslation();
  const known = knownMeeting(params.meeting, "facilitator");
  useEffect(() => {
    document.title = `${known?.title ?? t("links.heading")} · ${t("common.appName")}`;
  }, [known?.title, t]);
  if (!known) return <StatePage title={t("links.heading")}>{t("links.gone")}</StatePage>;
  return (
    <main className="page stack">
      <Brand />
      <div className="stack-tight">
        <h1>{t("links.title")}</h1>
        <p className="soft">
          <bdi>{known.title}</bdi>
        </p>
      </div>
      <LinkCards known={known} />
      <div>
        <Link className="button" data-kind="main" data-large="" href={`/m/${known.id}${fragmentOf({ kind: "facilitator", secret: known.linkSecret })}`}>
          {t("links.enter")}
        </Link>
      </div>
    </main>
  );
}
