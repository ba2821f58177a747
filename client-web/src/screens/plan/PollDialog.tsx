import { useState } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { Choice } from "../../components/Choice.tsx";
import { FormDialog } from "../../components/FormDialog.tsx";
import { Select } from "../../components/Select.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { PollKind, PollShow, PollView } from "../../generated/protocol.ts";
import { useSend } from "../../meeting/context.tsx";
import { END_MAX, type Field, fieldOf, KINDS, type PollDraft, pollDraft, pollWish, QUESTION_MAX, SCALE_MAX, SHOWS } from "../../polls/polls.ts";
import { Refused } from "../facilitator/useAttempt.tsx";

/** A poll's question, how it is answered, whether with names, and who sees the results. What is refused is said at its field. */
export function PollDialog({ poll, onClose }: { poll: PollView | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const send = useSend();
  const [draft, setDraft] = useState<PollDraft>(() => pollDraft(poll));
  const [problem, setProblem] = useState<{ field: Field | undefined; words: string }>();
  const set = (change: Partial<PollDraft>) => {
    setDraft({ ...draft, ...change });
    setProblem(undefined);
  };
  const save = async () => {
    const form = pollWish(draft);
    const outcome = await send(poll ? { type: "poll", what: "edit", poll: poll.id, form } : { type: "poll", what: "make", form }, { quiet: true });
    if (outcome.ok) return onClose();
    const words = outcome.reason ? t(`refusal.${outcome.reason}`) : t(`code.${outcome.code}`);
    announcer.announce("result", words);
    setProblem({ field: fieldOf(outcome.reason), words });
  };
  const error = (field: Field) => (problem?.field === field ? problem.words : undefined);
  const chooses = draft.kind === "single" || draft.kind === "multiple";
  const shows = SHOWS.filter((show) => show !== "live" || draft.kind !== "words");
  const numbers = Array.from({ length: SCALE_MAX - draft.from }, (_, at) => String(draft.from + 1 + at));
  return (
    <FormDialog title={t(poll ? "polls.editTitle" : "polls.newTitle")} onSubmit={save} onClose={onClose}>
      <TextField label={t("polls.question")} lines={2} value={draft.text} onChange={(text) => set({ text })} maxLength={QUESTION_MAX} error={error("text")} />
      <Select<PollKind> label={t("polls.answered")} value={draft.kind} options={KINDS.map((kind) => ({ value: kind, text: t(`polls.kind.${kind}`) }))} onChange={(kind) => set({ kind })} />
      {chooses ? <TextField label={t("polls.choices")} hint={t("polls.choicesHint")} lines={4} value={draft.choices} onChange={(choices) => set({ choices })} error={error("choices")} /> : null}
      {draft.kind === "scale" ? (
        <>
          <div className="poll-fields">
            <Choice label={t("polls.from")} value={String(draft.from)} options={["0", "1"].map((value) => ({ value, text: value }))} onChange={(from) => set({ from: Number(from) })} />
            <Select label={t("polls.to")} value={String(draft.to)} options={numbers.map((value) => ({ value, text: value }))} onChange={(to) => set({ to: Number(to) })} />
          </div>
          <div className="poll-fields">
            <TextField label={t("polls.low")} value={draft.low} onChange={(low) => set({ low })} maxLength={END_MAX} error={error("scale")} />
            <TextField label={t("polls.high")} value={draft.high} onChange={(high) => set({ high })} maxLength={END_MAX} />
          </div>
        </>
      ) : null}
      <Choice<"names" | "nobody">
        label={t("polls.names")}
        value={draft.anonymous ? "nobody" : "names"}
        options={[
          { value: "names", text: t("polls.named") },
          { value: "nobody", text: t("polls.anonymous") },
        ]}
        onChange={(who) => set({ anonymous: who === "nobody" })}
      />
      <p className="field-hint">{t(draft.anonymous ? "polls.anonymousPlan" : "polls.namedPlan")}</p>
      <Choice<PollShow>
        label={t("polls.showLabel")}
        value={shows.includes(draft.show) ? draft.show : "end"}
        options={shows.map((show) => ({ value: show, text: t(`polls.show.${show}`) }))}
        onChange={(show) => set({ show })}
      />
      <Refused words={problem?.field === undefined ? problem?.words : undefined} />
    </FormDialog>
  );
}
