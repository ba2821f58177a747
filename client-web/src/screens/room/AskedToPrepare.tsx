import { useTranslation } from "react-i18next";
import { fragmentOf } from "../../connection/identity.ts";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { useKnownMeeting, useView } from "../../meeting/context.tsx";

/** Somebody was asked to prepare what they will present: the way to their page, as long as no round runs where they are. */
export function AskedToPrepare({ me, detail }: { me: PersonView; detail: DetailView | undefined }) {
  const { t } = useTranslation();
  const view = useView();
  const known = useKnownMeeting();
  const own = view.preparing[me.id];
  const runs = detail?.round != null && detail.round.ended_at === null;
  if (!own || runs || view.meeting.ended_at !== null) return null;
  return (
    <section className="card go-round" aria-label={t("prepare.heading")}>
      <p>{own.ready ? t("prepare.cardReady") : t("prepare.card")}</p>
      {/* In a page of its own: the meeting stays open. */}
      <a href={`/m/${view.meeting.id}/prepare${fragmentOf({ kind: known.kind, secret: undefined })}`} target="_blank" rel="noopener">
        {t(own.written_at === null ? "prepare.cardOpen" : "prepare.cardAgain")}
      </a>
    </section>
  );
}
