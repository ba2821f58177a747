import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { toastStore } from "../../components/toast_store.ts";
import { draftOf, ScheduleFields, wishOf } from "../../schedule/ScheduleFields.tsx";
import { useView } from "../../meeting/context.tsx";
import { when } from "../../schedule/when.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";

/** When the meeting is: everyone sees it in their own time, and the record goes by its zone. */
export function SchedulePart() {
  const { t, i18n } = useTranslation();
  const { meeting } = useView();
  const { attempt, problem } = useAttempt();
  const [draft, setDraft] = useState(() => draftOf(meeting.schedule));
  const wish = wishOf(draft);
  const said = meeting.schedule ? when(meeting.schedule, i18n.language) : undefined;

  const save = async () => {
    if (wish && (await attempt({ type: "set_schedule", ...wish }))) toastStore.show(t("schedule.saved"));
  };

  return (
    <section className="plan-part" aria-labelledby="plan-schedule">
      <h2 id="plan-schedule">{t("schedule.heading")}</h2>
      {said ? <p>{said.there ?? said.own}</p> : <p className="soft small">{t("schedule.none")}</p>}
      <form
        className="stack-tight"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <ScheduleFields draft={draft} onChange={setDraft} />
        <Refused words={problem} />
        <div className="row">
          <Button type="submit" isDisabled={wish === undefined}>
            {t("common.save")}
          </Button>
          {wish === undefined ? <span className="soft small">{t("schedule.incomplete")}</span> : null}
        </div>
      </form>
    </section>
  );
}
