import "../closing/closing.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Choice } from "../../components/Choice.tsx";
import { Select } from "../../components/Select.tsx";
import { TextField } from "../../components/TextField.tsx";
import { toastStore } from "../../components/toast_store.ts";
import { useView } from "../../meeting/context.tsx";
import { draftsOf, fault, type QuestionDraft, wishOf } from "../closing/ticket.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { TicketResults } from "./TicketResults.tsx";

const MOST = 6;
const EMPTY: QuestionDraft = { kind: "words", text: "", choices: "" };

/** The exit ticket: written before, its answers seen as they come. */
export function TicketPart() {
  const { t } = useTranslation();
  const { closing, ticket_answers: answers, meeting } = useView();
  const ticket = closing.ticket;
  const fixed = answers > 0 || meeting.ended_at !== null;
  return (
    <section className="plan-part" aria-labelledby="plan-ticket">
      <h2 id="plan-ticket">{t("ticket.heading")}</h2>
      <p className="field-hint">{t("ticket.planHint")}</p>
      {fixed ? ticket === null ? <p className="soft">{t("ticket.none")}</p> : <TicketResults ticket={ticket} /> : <Editor key={JSON.stringify(ticket)} />}
    </section>
  );
}

function Editor() {
  const { t } = useTranslation();
  const { closing } = useView();
  const { attempt, problem } = useAttempt();
  const asked = closing.ticket;
  const [anonymous, setAnonymous] = useState(asked?.anonymous ?? true);
  const [drafts, setDrafts] = useState<readonly QuestionDraft[]>(() => (asked ? draftsOf(asked) : []));
  const change = (at: number, news: Partial<QuestionDraft>) => setDrafts(drafts.map((draft, index) => (index === at ? { ...draft, ...news } : draft)));
  const missing = fault(drafts);

  const ready: QuestionDraft[] = [
    { kind: "scale", text: t("ticket.ready.worth"), choices: "" },
    { kind: "words", text: t("ticket.ready.take"), choices: "" },
    { kind: "words", text: t("ticket.ready.next"), choices: "" },
  ];
  const ask = async (questions: readonly QuestionDraft[]) => {
    const wish = questions.length === 0 ? null : { questions: wishOf(questions), anonymous };
    if (await attempt({ type: "set_ticket", ticket: wish })) toastStore.show(wish === null ? t("ticket.removed") : t("ticket.saved"));
  };

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void ask(drafts);
      }}
    >
      {drafts.length === 0 ? (
        <div className="row">
          <Button kind="main" onPress={() => setDrafts(ready)}>
            {t("ticket.useReady")}
          </Button>
          <Button onPress={() => setDrafts([EMPTY])}>{t("ticket.addQuestion")}</Button>
        </div>
      ) : (
        <>
          <Choice<"nobody" | "names">
            label={t("ticket.names")}
            value={anonymous ? "nobody" : "names"}
            options={[
              { value: "nobody", text: t("ticket.anonymous") },
              { value: "names", text: t("ticket.named") },
            ]}
            onChange={(who) => setAnonymous(who === "nobody")}
          />
          <ol className="ticket-questions">
            {drafts.map((draft, at) => (
              // Questions have no id before they are asked.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={at} className="ticket-question">
                <TextField label={t("ticket.question", { number: at + 1 })} value={draft.text} onChange={(text) => change(at, { text })} lines={2} />
                <div className="row">
                  <Select
                    label={t("ticket.kind")}
                    value={draft.kind}
                    options={[
                      { value: "scale", text: t("ticket.kinds.scale") },
                      { value: "choice", text: t("ticket.kinds.choice") },
                      { value: "words", text: t("ticket.kinds.words") },
                    ]}
                    onChange={(kind) => change(at, { kind })}
                  />
                  <Button kind="quiet" onPress={() => setDrafts(drafts.filter((_, index) => index !== at))} aria-label={t("ticket.removeQuestion", { number: at + 1 })}>
                    {t("ticket.remove")}
                  </Button>
                </div>
                {draft.kind === "choice" ? <TextField label={t("ticket.choices")} hint={t("ticket.choicesHint")} lines={3} value={draft.choices} onChange={(choices) => change(at, { choices })} /> : null}
              </li>
            ))}
          </ol>
          {drafts.length < MOST ? (
            <div>
              <Button onPress={() => setDrafts([...drafts, EMPTY])}>{t("ticket.addQuestion")}</Button>
            </div>
          ) : null}
        </>
      )}
      <Refused words={problem ?? (missing === undefined ? undefined : t(`ticket.missing.${missing}`))} />
      {drafts.length > 0 ? (
        <div className="row">
          <Button type="submit" kind="main" isDisabled={missing !== undefined}>
            {t("common.save")}
          </Button>
          {asked ? <Button onPress={() => void ask([])}>{t("ticket.noTicket")}</Button> : null}
        </div>
      ) : asked ? (
        <div>
          <Button onPress={() => void ask([])}>{t("ticket.noTicket")}</Button>
        </div>
      ) : null}
    </form>
  );
}
