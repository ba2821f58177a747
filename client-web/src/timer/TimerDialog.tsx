import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../components/FormDialog.tsx";
import { TextField } from "../components/TextField.tsx";
import type { RoomId } from "../generated/protocol.ts";
import { Refused, useAttempt } from "../screens/facilitator/useAttempt.tsx";
import { readTimer } from "./timer.ts";

/** Any time, and words for what it is for. */
export function TimerDialog({ title, rooms, onClose }: { title: string; rooms: RoomId[] | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { attempt, problem } = useAttempt();
  const [label, setLabel] = useState("");
  const [minutes, setMinutes] = useState("5");
  const [checked, setChecked] = useState(false);
  const seconds = readTimer(minutes);
  const send = async () => {
    setChecked(true);
    if (seconds !== undefined && (await attempt({ type: "timer", what: "start", rooms, seconds, label: label.trim() || null }))) onClose();
  };
  return (
    <FormDialog title={title} submit={t("timer.start")} onSubmit={send} onClose={onClose}>
      <TextField label={t("timer.for")} hint={t("timer.forHint")} value={label} onChange={setLabel} maxLength={60} />
      <TextField
        label={t("timer.minutes")}
        value={minutes}
        onChange={setMinutes}
        inputMode="decimal"
        maxLength={6}
        error={checked && seconds === undefined ? t("timer.minutesWrong") : undefined}
      />
      <Refused words={problem} />
    </FormDialog>
  );
}
