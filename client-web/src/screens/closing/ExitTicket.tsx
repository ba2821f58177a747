import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Choice } from "../../components/Choice.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { QuestionView, TicketView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { useKept } from "../room/useKept.ts";
import { answersOf, isAnswered, SCALE } from "./ticket.ts";

/** A few questions before one goes: answered once. */
export function ExitTicket({ mayAnswer }: { mayAnswer: boolean }) {
  const { t } = useTranslation();
  const { closing, me } = useView();
  if (closing.ticket === null || (!mayAnswer && !me.ticket_answered)) return null;
  return (
    <section className="card stack" aria-labelledby="closing-ticket">
      <h2 id="closing-ticket">{t("ticket.heading")}</h2>
      {/* Other questions are another form. */}
      {me.ticket_answered ? <p role="status">{t("ticket.thanks")}</p> : <Form key={JSON.stringify(closing.ticket)} ticket={closing.ticket} />}
    </section>
  );
}

function Form({ ticket }: { ticket: TicketView }) {
  const { t } = useTranslation();
  const [drafts, setDrafts, forget] = useKept<readonly string[]>(`ticket.${ticket.questions.map((question) => question.text).join("|")}`, () => ticket.questions.map(() => ""));
  const [busy, setBusy] = useState(false);
  const { attempt, problem } = useAttempt();
  const set = (at: number, value: string) => setDrafts(drafts.map((draft, index) => (index === at ? value : draft)));
  const send = async () => {
    if (busy) return;
    setBusy(true);
    if (await attempt({ type: "answer_ticket", answers: answersOf(ticket.questions, drafts) })) forget();
    setBusy(false);
  };
  return (
    <form
      className="stack ticket"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <p className="soft small">{ticket.anonymous ? t("ticket.anonymousHint") : t("ticket.namedHint")}</p>
      {ticket.questions.map((question, at) => (
        // Questions have no id; they change as a whole.
        // oxlint-disable-next-line react/no-array-index-key
        <Question key={at} question={question} draft={drafts[at] ?? ""} onChange={(value) => set(at, value)} />
      ))}
      <Refused words={problem} />
      <div className="row">
        <Button type="submit" kind="main" large pending={busy} isDisabled={!drafts.some(isAnswered)}>
          {t("ticket.send")}
        </Button>
        <span className="soft small">{t("ticket.once")}</span>
      </div>
    </form>
  );
}

function Question({ question, draft, onChange }: { question: QuestionView; draft: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  switch (question.kind) {
    case "words":
      return <TextField label={question.text} lines={3} value={draft} onChange={onChange} maxLength={500} />;
    case "choice":
      return <Choice label={question.text} value={draft} options={question.choices.map((text, index) => ({ value: String(index), text }))} onChange={onChange} />;
    case "scale":
      return (
        <div className="ticket-scale">
          <Choice label={question.text} value={draft} options={SCALE.map((number) => ({ value: String(number), text: String(number) }))} onChange={onChange} />
          <p className="soft small">{t("ticket.scaleHint")}</p>
        </div>
      );
  }
}
