import "../../polls/polls.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Select } from "../../components/Select.tsx";
import { Switch } from "../../components/Switch.tsx";
import type { PollView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { PollPlot } from "../../polls/PollPlot.tsx";
import { askedCount, isOpen, pollDraft, pollsOf, pollWish, SHOWS } from "../../polls/polls.ts";
import { offerUndo } from "../facilitator/undo.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { PollDialog } from "./PollDialog.tsx";

/** Polls: made before or during the meeting, opened to everyone one at a time, their answers seen as they come. */
export function PollsPart() {
  const { t } = useTranslation();
  const view = useView();
  const [edited, setEdited] = useState<PollView | "new">();
  const { attempt, problem } = useAttempt();
  const polls = pollsOf(view);
  const open = polls.some(isOpen);
  return (
    <section className="plan-part" aria-labelledby="plan-polls">
      <h2 id="plan-polls">{t("polls.heading")}</h2>
      <p className="field-hint">{t("polls.planHint")}</p>
      {polls.length > 0 ? (
        <ul className="poll-list">
          {polls.map((poll) => (
            <OnePoll key={poll.id} poll={poll} attempt={attempt} anotherIsOpen={open} onEdit={() => setEdited(poll)} />
          ))}
        </ul>
      ) : null}
      <Refused words={problem} />
      <div>
        <Button onPress={() => setEdited("new")}>{t("polls.new")}</Button>
      </div>
      {edited === undefined ? null : <PollDialog poll={edited === "new" ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </section>
  );
}

interface OneProps {
  poll: PollView;
  attempt: ReturnType<typeof useAttempt>["attempt"];
  anotherIsOpen: boolean;
  onEdit: () => void;
}

function OnePoll({ poll, attempt, anotherIsOpen, onEdit }: OneProps) {
  const { t } = useTranslation();
  const view = useView();
  const results = view.poll_results[poll.id];
  const open = isOpen(poll);
  const facts = [t(`polls.kind.${poll.kind}`), t(poll.anonymous ? "polls.anonymous" : "polls.named")];
  const again = (from: PollView) => attempt({ type: "poll", what: "make", form: pollWish(pollDraft(from)) });
  const remove = async () => {
    if (await attempt({ type: "poll", what: "delete", poll: poll.id })) offerUndo(t("polls.deleted"), t("polls.undo"), () => void again(poll));
  };
  return (
    <li className="poll-item" data-open={open || undefined}>
      <h3 dir="auto">{poll.text}</h3>
      <p className="soft small">
        {facts.join(" · ")}
        {open ? <strong> · {t("polls.countOf", { count: results?.answered ?? 0, of: askedCount(view) })}</strong> : null}
        {poll.closed_at === null ? null : ` · ${t("polls.count", { count: results?.answered ?? 0 })}`}
      </p>
      {results ? <PollPlot poll={poll} results={results} /> : null}
      {poll.opened_at === null ? (
        <div className="row">
          <Button kind="main" isDisabled={anotherIsOpen} onPress={() => void attempt({ type: "poll", what: "open", poll: poll.id })} aria-label={t("polls.openThis", { text: poll.text })}>
            {t("polls.open")}
          </Button>
          <Button onPress={onEdit} aria-label={t("polls.editThis", { text: poll.text })}>
            {t("polls.edit")}
          </Button>
          <Button kind="quiet" onPress={() => void remove()} aria-label={t("polls.deleteThis", { text: poll.text })}>
            {t("polls.delete")}
          </Button>
          {anotherIsOpen ? <span className="soft small">{t("polls.oneAtATime")}</span> : null}
        </div>
      ) : (
        <div className="row">
          {open ? (
            <>
              <Button kind="main" onPress={() => void attempt({ type: "poll", what: "close", poll: poll.id })}>
                {t("polls.close")}
              </Button>
              <Select
                label={t("polls.showLabel")}
                value={poll.show}
                options={SHOWS.filter((show) => show !== "live" || poll.kind !== "words").map((show) => ({ value: show, text: t(`polls.show.${show}`) }))}
                onChange={(show) => void attempt({ type: "poll", what: "show", poll: poll.id, show })}
              />
            </>
          ) : (
            <>
              <Switch isSelected={poll.show !== "never"} onChange={(shown) => void attempt({ type: "poll", what: "show", poll: poll.id, show: shown ? "end" : "never" })}>
                {t("polls.everyoneSees")}
              </Switch>
              <Button onPress={() => void again(poll)} aria-label={t("polls.againThis", { text: poll.text })}>
                {t("polls.again")}
              </Button>
            </>
          )}
        </div>
      )}
    </li>
  );
}
