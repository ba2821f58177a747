import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { toastStore } from "../../components/toast_store.ts";
import { api } from "../../connection/http.ts";
import { forgetMeeting, type KnownMeeting } from "../../connection/identity.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { faultText } from "../../text/fault.ts";
import { PeopleCard } from "../facilitator/PeopleCard.tsx";
import { LinkCards } from "./LinkCards.tsx";
import { RecordDownloads } from "./RecordDownloads.tsx";

/** In the meeting, for facilitators: the links, the record, and the end of it. */
export default function LinksTab({ known }: { known: KnownMeeting }) {
  const { t } = useTranslation();
  const send = useSend();
  const { keys, meeting } = useView();
  const over = meeting.ended_at !== null;
  const [asking, setAsking] = useState<"end" | "delete">();

  const remove = async () => {
    try {
      await api.deleteMeeting(known.id, known.personSecret);
      await forgetMeeting(known.id, known.kind);
      location.assign("/");
    } catch (error) {
      toastStore.show(faultText(t, error));
    }
  };

  return (
    <main className="page stack meeting-scroll">
      <h2>{t("meeting.navLinks")}</h2>
      <LinkCards known={known} passcode={keys?.passcode ?? undefined} changedAt={keys?.links_changed_at} />
      <RecordDownloads />
      <PeopleCard />
      <section className="card stack">
        <h2>{t("end.heading")}</h2>
        <div className="row">
          {over ? null : (
            <Button large kind="danger" onPress={() => setAsking("end")}>
              {t("end.end")}
            </Button>
          )}
          <Button large onPress={() => setAsking("delete")}>
            {t("end.delete")}
          </Button>
        </div>
      </section>
      <Confirm
        title={t("end.endTitle")}
        consequence={t("end.endConsequence")}
        confirm={t("end.endConfirm")}
        cancel={t("common.cancel")}
        isOpen={asking === "end"}
        onConfirm={() => void send({ type: "end_meeting" })}
        onClose={() => setAsking(undefined)}
      />
      <Confirm
        title={t("end.deleteTitle")}
        consequence={t("end.deleteConsequence")}
        confirm={t("end.deleteConfirm")}
        cancel={t("common.cancel")}
        isOpen={asking === "delete"}
        onConfirm={() => void remove()}
        onClose={() => setAsking(undefined)}
      />
    </main>
  );
}
