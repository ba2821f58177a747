import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../components/FormDialog.tsx";
import { Select } from "../../components/Select.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { PartKind, PartView, PartWish } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { canPresent } from "../../meeting/people.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { minutesText } from "./minutes.ts";
import { PART_KINDS, readPartMinutes, wishOf } from "./parts.ts";

/** A part's kind, title and minutes; for a keynote who speaks and where slides and captions are. */
export function PartDialog({ part, onClose }: { part: PartView | undefined; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { attempt, problem } = useAttempt();
  const [wish, setWish] = useState<PartWish>(() => (part ? wishOf(part) : { kind: "discussion", seconds: 600 }));
  const [minutes, setMinutes] = useState(() => minutesText(wish.seconds, i18n.language));
  const [checked, setChecked] = useState(false);
  const seconds = readPartMinutes(minutes);
  const set = (change: Partial<PartWish>) => setWish({ ...wish, ...change });

  const save = async () => {
    setChecked(true);
    if (seconds === undefined) return;
    const whole = { ...wish, seconds };
    const done = await attempt(part ? { type: "edit_part", part: part.id, wish: whole } : { type: "add_parts", parts: [whole], before: null });
    if (done) onClose();
  };

  return (
    <FormDialog title={t(part ? "agenda.editTitle" : "agenda.addTitle")} submit={t(part ? "common.save" : "agenda.addThis")} onSubmit={save} onClose={onClose}>
      <Select<PartKind> label={t("agenda.kindLabel")} value={wish.kind} options={PART_KINDS.map((kind) => ({ value: kind, text: t(`agenda.kind.${kind}`) }))} onChange={(kind) => set({ kind })} />
      <TextField label={t("agenda.title")} hint={t("agenda.titleHint", { kind: t(`agenda.kind.${wish.kind}`) })} value={wish.title ?? ""} onChange={(title) => set({ title })} maxLength={120} />
      <TextField label={t("agenda.minutesLabel")} value={minutes} onChange={setMinutes} inputMode="decimal" maxLength={6} error={checked && seconds === undefined ? t("agenda.minutesWrong") : undefined} />
      {wish.kind === "keynote" ? <KeynoteFields wish={wish} onChange={set} /> : null}
      <Refused words={problem} />
    </FormDialog>
  );
}

const SOMEBODY_ELSE = "";

function KeynoteFields({ wish, onChange }: { wish: PartWish; onChange: (change: Partial<PartWish>) => void }) {
  const { t } = useTranslation();
  const { people } = useView();
  const speakers = Object.values(people)
    .filter(canPresent)
    .sort((a, b) => a.name.localeCompare(b.name));
  const options = [{ value: SOMEBODY_ELSE, text: t("agenda.speakerByName") }, ...speakers.map((person) => ({ value: person.id, text: person.name }))];
  return (
    <>
      <Select label={t("agenda.speaker")} value={wish.speaker ?? SOMEBODY_ELSE} options={options} onChange={(speaker) => onChange({ speaker: speaker === SOMEBODY_ELSE ? null : speaker })} />
      {wish.speaker == null ? <TextField label={t("agenda.speakerName")} value={wish.speaker_name ?? ""} onChange={(speaker_name) => onChange({ speaker_name })} maxLength={120} /> : null}
      <TextField label={t("agenda.slides")} hint={t("agenda.linkHint")} value={wish.slides ?? ""} onChange={(slides) => onChange({ slides })} inputMode="url" maxLength={500} />
      <TextField label={t("agenda.captions")} hint={t("agenda.linkHint")} value={wish.captions ?? ""} onChange={(captions) => onChange({ captions })} inputMode="url" maxLength={500} />
    </>
  );
}
