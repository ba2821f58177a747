import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Button } from "../../components/Button.tsx";
import { TextField } from "../../components/TextField.tsx";
import { api } from "../../connection/http.ts";
import { fragmentOf, parseLink, rememberMeeting } from "../../connection/identity.ts";
import { draftOf, ScheduleFields, wishOf } from "../../schedule/ScheduleFields.tsx";
import { faultText } from "../../text/fault.ts";

export function CreateForm() {
  const { t, i18n } = useTranslation();
  const [, navigate] = useLocation();
  const [title, setTitle] = useState("");
  const [draft, setDraft] = useState(() => draftOf(null));
  const [problem, setProblem] = useState<string>();
  const [scheduleProblem, setScheduleProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const create = async () => {
    if (busy) return;
    if (title.trim() === "") {
      setProblem(t("home.meetingTitleMissing"));
      return;
    }
    const schedule = wishOf(draft);
    if (!schedule) {
      setScheduleProblem(t("schedule.incomplete"));
      return;
    }
    setBusy(true);
    setProblem(undefined);
    setScheduleProblem(undefined);
    try {
      const created = await api.create({ title: title.trim(), language: i18n.language, schedule });
      const link = parseLink(created.facilitator_url)?.link;
      rememberMeeting(created.id, "facilitator", {
        title: title.trim(),
        linkSecret: link?.secret,
        joinUrl: created.join_url,
        joinCode: created.join_code,
      });
      navigate(`/m/${created.id}/links${fragmentOf({ kind: "facilitator", secret: undefined })}`);
    } catch (error) {
      setProblem(faultText(t, error));
      setBusy(false);
    }
  };

  return (
    <Form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <h2>{t("home.createHeading")}</h2>
      <TextField label={t("home.meetingTitle")} hint={t("home.meetingTitleHint")} error={problem} value={title} onChange={setTitle} maxLength={120} autoComplete="off" />
      <details className="schedule-optional">
        <summary>{t("schedule.optional")}</summary>
        <ScheduleFields draft={draft} onChange={setDraft} />
      </details>
      {scheduleProblem === undefined ? null : (
        <p className="field-error" role="alert">
          {scheduleProblem}
        </p>
      )}
      <Button type="submit" kind="main" large pending={busy}>
        {busy ? t("home.creating") : t("home.create")}
      </Button>
    </Form>
  );
}
