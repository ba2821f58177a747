import "./schedule.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";
import { fileName, saveFile } from "../components/save_file.ts";
import { toastStore } from "../components/toast_store.ts";
import { api } from "../connection/http.ts";
import type { MeetingId, Schedule } from "../generated/protocol.ts";
import { faultText } from "../text/fault.ts";
import { when } from "./when.ts";

export interface WhenProps {
  meeting: MeetingId;
  title: string;
  schedule: Schedule | null;
  /** What the calendar file is fetched with; the link in the file follows from it. */
  secret: string | undefined;
}

/** Date and time in the reader's zone, and in the meeting's where that differs, with the way into a calendar. */
export function When({ meeting, title, schedule, secret }: WhenProps) {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const said = schedule ? when(schedule, i18n.language) : undefined;
  if (!said || schedule?.starts_at == null) return null;

  const download = async () => {
    if (secret === undefined || busy) return;
    setBusy(true);
    try {
      saveFile(await api.calendar(meeting, secret), `${fileName(title)}.ics`);
    } catch (error) {
      toastStore.show(faultText(t, error));
    }
    setBusy(false);
  };

  return (
    <div className="when">
      <p className="when-words">
        <time dateTime={new Date(schedule.starts_at).toISOString()}>{said.own}</time>
        {said.there === undefined ? null : (
          <>
            {" "}
            <span className="soft">{t("schedule.ownZone", { zone: said.ownZone })}</span>
            <br />
            <span className="soft small">{t("schedule.there", { when: said.there })}</span>
          </>
        )}
      </p>
      {secret === undefined ? null : (
        <Button onPress={() => void download()} pending={busy}>
          {t("schedule.calendar")}
        </Button>
      )}
    </div>
  );
}
