import "./polls.css";
import { useState } from "react";
import { Checkbox } from "react-aria-components/Checkbox";
import { CheckboxGroup } from "react-aria-components/CheckboxGroup";
import { Label } from "react-aria-components/Label";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";
import { TextField } from "../components/TextField.tsx";
import type { PersonView, PollView } from "../generated/protocol.ts";
import { useView } from "../meeting/context.tsx";
import { Refused, useAttempt } from "../screens/facilitator/useAttempt.tsx";
import { useKept } from "../screens/room/useKept.ts";
import { PollPlot } from "./PollPlot.tsx";
import { answerOf, askedCount, draftOf, isOpen, labelsOf, WORDS_MAX } from "./polls.ts";

/** The poll that is asked now, wherever one is; afterwards its results, where they are shown. */
export default function PollCard({ me, poll, onPutAway }: { me: PersonView; poll: PollView; onPutAway: () => void }) {
  const { t } = useTranslation();
  const { poll_results: all, own } = useView();
  const results = poll.shown ? all[poll.id] : undefined;
  const open = isOpen(poll);
  const answer = own.answers[poll.id];
  const mine = answer === undefined || "words" in answer ? [] : "scale" in answer ? [answer.scale - (poll.scale?.from ?? 0)] : answer.choices;
  const answers = open && me.role !== "observer" && me.role !== "facilitator";
  return (
    <section className="card poll-card" aria-labelledby={`poll-${poll.id}`}>
      <div className="poll-head">
        <p className="small soft">{open ? (poll.anonymous ? t("polls.askedAnonymous") : t("polls.asked")) : t("polls.over")}</p>
        {open ? null : <Button onPress={onPutAway}>{t("common.close")}</Button>}
      </div>
      {/* Another answer on another device is another draft. */}
      {answers ? (
        <AnswerForm key={JSON.stringify([poll.id, answer])} poll={poll} />
      ) : (
        <h2 id={`poll-${poll.id}`} dir="auto">
          {poll.text}
        </h2>
      )}
      {open && me.role === "observer" ? <p className="soft small">{t("polls.observers")}</p> : null}
      {results ? (
        <div className="poll-results">
          <PollPlot poll={poll} results={results} mine={mine} />
        </div>
      ) : null}
      {me.role === "facilitator" ? <Facilitates poll={poll} answered={results?.answered ?? 0} /> : null}
    </section>
  );
}

/** How many have answered, and the end of it. */
function Facilitates({ poll, answered }: { poll: PollView; answered: number }) {
  const { t } = useTranslation();
  const view = useView();
  const { attempt, problem } = useAttempt();
  if (!isOpen(poll)) return <p className="soft small">{t("polls.count", { count: answered })}</p>;
  return (
    <div className="row">
      <span>{t("polls.countOf", { count: answered, of: askedCount(view) })}</span>
      <Button onPress={() => void attempt({ type: "poll", what: "close", poll: poll.id })}>{t("polls.close")}</Button>
      <Refused words={problem} />
    </div>
  );
}

function AnswerForm({ poll }: { poll: PollView }) {
  const { t } = useTranslation();
  const { own } = useView();
  const kept = own.answers[poll.id];
  const [draft, setDraft, forget] = useKept(`poll.${poll.id}`, () => draftOf(kept));
  const [busy, setBusy] = useState(false);
  const { attempt, problem } = useAttempt();
  const answer = answerOf(poll.kind, draft);
  const same = kept !== undefined && JSON.stringify(answer) === JSON.stringify(kept);
  const send = async () => {
    if (busy || answer === undefined || same) return;
    setBusy(true);
    if (await attempt({ type: "poll", what: "answer", poll: poll.id, answer })) forget();
    setBusy(false);
  };
  return (
    <form
      className="stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {poll.kind === "words" ? (
        <>
          <h2 id={`poll-${poll.id}`} dir="auto">
            {poll.text}
          </h2>
          <TextField label={t("polls.inWords")} lines={2} value={draft.words} onChange={(words) => setDraft({ ...draft, words })} maxLength={WORDS_MAX} />
        </>
      ) : (
        <Options poll={poll} chosen={draft.chosen} onChange={(chosen) => setDraft({ ...draft, chosen })} />
      )}
      <div className="row">
        <Button type="submit" kind="main" large pending={busy} isDisabled={answer === undefined || same}>
          {kept === undefined ? t("polls.send") : t("polls.change")}
        </Button>
        <span className="soft small" role="status">
          {kept === undefined ? t(poll.anonymous ? "polls.anonymousHint" : "polls.namedHint") : same ? t("polls.isIn") : t("polls.notSent")}
        </span>
      </div>
      <Refused words={problem} />
    </form>
  );
}

function Options({ poll, chosen, onChange }: { poll: PollView; chosen: readonly string[]; onChange: (chosen: readonly string[]) => void }) {
  const { t } = useTranslation();
  const from = poll.scale?.from ?? 0;
  const labels = labelsOf(poll);
  const question = (
    <Label className="poll-question" id={`poll-${poll.id}`}>
      <span dir="auto">{poll.text}</span>
    </Label>
  );
  if (poll.kind === "multiple") {
    return (
      <CheckboxGroup className="stack-tight" value={[...chosen]} onChange={onChange}>
        {question}
        <span className="soft small">{t("polls.several")}</span>
        <div className="poll-options">
          {labels.map(({ text }, at) => (
            <Checkbox key={text} value={String(at)} className="check poll-option">
              <span className="check-box" aria-hidden="true" />
              <span dir="auto">{text}</span>
            </Checkbox>
          ))}
        </div>
      </CheckboxGroup>
    );
  }
  return (
    <RadioGroup className="stack-tight" value={chosen[0] ?? null} onChange={(value) => onChange([value])} orientation={poll.scale ? "horizontal" : "vertical"}>
      {question}
      <div className={poll.scale ? "poll-scale" : "poll-options"}>
        {labels.map(({ text, note }, at) => (
          <Radio key={text} value={String(from + at)} className="choice-option poll-option" aria-label={note === undefined ? text : `${text}, ${note}`}>
            <span dir="auto">{text}</span>
          </Radio>
        ))}
      </div>
      {poll.scale && (poll.scale.low !== null || poll.scale.high !== null) ? (
        <p className="poll-ends soft small" aria-hidden="true">
          <span dir="auto">{poll.scale.low}</span>
          <span dir="auto">{poll.scale.high}</span>
        </p>
      ) : null}
    </RadioGroup>
  );
}
