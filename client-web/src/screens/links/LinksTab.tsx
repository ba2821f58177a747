import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import type { KnownMeeting } from "../../connection/identity.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { DeleteMeeting } from "./DeleteMeeting.tsx";
import { LinkCards } from "./LinkCards.tsx";
import { RecordDownloads } from "./RecordDownloads.tsx";
import { RecordLinkCard } from "./RecordLinkCard.tsx";

/** In the meeting, for facilitators: the links, the record, and the end of it. */
export default function LinksTab({ known }: { known: KnownMeeting }) {
  const { t } = useTranslation();
  const send = useSend();
  const { keys, meeting } = useView();
  const over = meeting.ended_at !== null;
  const [ending, setEnding] = useState(false);

  return (
    <main className="page stack meeting-scroll">
      <h2>{t("meeting.navLinks")}</h2>
      <LinkCards known={known} passcode={keys?.passcode ?? undefined} changedAt={keys?.links_changed_at} />
      <RecordDownloads />
      <RecordLinkCard known={known} />
      <section className="card stack">
        <h2>{t("end.heading")}</h2>
        <div className="row">
          {over ? null : (
            <Button large kind="danger" onPress={() => setEnding(true)}>
              {t("end.end")}
            </Button>
          )}
          <DeleteMeeting />
        </div>
      </section>
      <Confirm
        title={t("end.endTitle")}
        consequence={t("end.endConsequence")}
        confirm={t("end.endConfirm")}
        cancel={t("common.cancel")}
        isOpen={ending}
        onConfirm={() => void send({ type: "end_meeting" })}
        onClose={() => setEnding(false)}
      />
    </main>
  );
}
