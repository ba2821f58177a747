import "./talk.css";
import { Checkbox } from "react-aria-components/Checkbox";
import { useTranslation } from "react-i18next";
import { Button, Toggle } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Menu, MenuItem } from "../../components/Menu.tsx";
import { TextField } from "../../components/TextField.tsx";
import { VisuallyHidden } from "../../components/VisuallyHidden.tsx";
import type { PersonView, QuestionMark, AskedView } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { useNameOf } from "../../meeting/words.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { useKept } from "./useKept.ts";
import { QUESTION_MAX, questionsFor } from "./questions.ts";

/** Questions to the speaker: asked, voted on, and for facilitators marked. */
export function Questions({ me }: { me: PersonView }) {
  const { t } = useTranslation();
  const { now, open, done } = questionsFor(useView());
  return (
    <div className="questions">
      {me.role === "observer" ? null : <Ask />}
      {now ? (
        <section className="question-now" aria-label={t("keynote.now")}>
          <h3>{t("keynote.now")}</h3>
          <ul>
            <Question me={me} question={now} />
          </ul>
        </section>
      ) : null}
      {open.length === 0 && !now ? <p className="soft small">{t("keynote.none")}</p> : null}
      <ul className="question-list" aria-label={t("keynote.questions")}>
        {open.map((question) => (
          <Question key={question.id} me={me} question={question} />
        ))}
      </ul>
      {done.length > 0 ? (
        <details>
          <summary>{t("keynote.done", { count: done.length })}</summary>
          <ul className="question-list">
            {done.map((question) => (
              <Question key={question.id} me={me} question={question} />
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}

function Ask() {
  const { t } = useTranslation();
  const { talk } = useView();
  const { attempt, problem } = useAttempt();
  // Whether it goes without a name stays with what is written, and for the next question: it changes by a press alone.
  const [{ text, anonymous }, keep] = useKept("question", () => ({ text: "", anonymous: false }));
  const setText = (next: string) => keep({ text: next, anonymous });
  const setAnonymous = (next: boolean) => keep({ text, anonymous: next });
  const ask = async () => {
    if (text.trim() === "") return;
    if (await attempt({ type: "ask_question", text: text.trim(), anonymous: anonymous && talk.anonymous_questions })) setText("");
  };
  return (
    <form
      className="question-ask"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <TextField label={t("keynote.ask")} lines={2} value={text} onChange={setText} maxLength={QUESTION_MAX} />
      <div className="row">
        <Button type="submit" isDisabled={text.trim() === ""}>
          {t("keynote.askThis")}
        </Button>
        {talk.anonymous_questions ? (
          <Checkbox className="check" isSelected={anonymous} onChange={setAnonymous}>
            <span className="check-box" aria-hidden="true" />
            {t("keynote.anonymous")}
          </Checkbox>
        ) : null}
      </div>
      <Refused words={problem} />
    </form>
  );
}

function Question({ me, question }: { me: PersonView; question: AskedView }) {
  const { t } = useTranslation();
  const { own } = useView();
  const send = useSend();
  const nameOf = useNameOf();
  const mine = own.asked.includes(question.id);
  const votes = question.mark === "open" || question.mark === "now";
  const name = question.person === null ? t("keynote.unnamed") : (nameOf(question.person) ?? t("chat.gone"));
  const who = [mine ? t("common.you") : question.anonymous && question.person !== null ? t("keynote.unnamedTo", { name }) : name, question.mark === "open" || question.mark === "now" ? undefined : t(`keynote.mark.${question.mark}`)];
  const mark = (to: QuestionMark) => void send({ type: "mark_question", question: question.id, mark: to });
  return (
    <li className="question" data-mark={question.mark}>
      <p dir="auto">{question.text}</p>
      <div className="question-foot">
        <span className="soft small">
          <bdi>{who.filter((part) => part !== undefined).join(" · ")}</bdi>
        </span>
        {votes && me.role !== "observer" ? (
          <Toggle className="question-vote" isSelected={own.votes.includes(question.id)} onChange={(up) => void send({ type: "vote_question", question: question.id, up })}>
            <span aria-hidden="true">▲</span> {t("keynote.votes", { count: question.votes })}
            <VisuallyHidden>: {question.text}</VisuallyHidden>
          </Toggle>
        ) : (
          <span className="small">{t("keynote.votes", { count: question.votes })}</span>
        )}
        {me.role === "facilitator" ? (
          <Menu label={t("keynote.menu", { text: question.text.slice(0, 40) })} trigger={<Icon name="more" size={18} />}>
            {(["now", "answered", "hidden", "open"] as const)
              .filter((to) => to !== question.mark)
              .map((to) => (
                <MenuItem key={to} onAction={() => mark(to)}>
                  {t(`keynote.to.${to}`)}
                </MenuItem>
              ))}
          </Menu>
        ) : null}
      </div>
    </li>
  );
}
