import { useTranslation } from "react-i18next";
import type { RecordMessage, RecordAsked } from "../../generated/protocol.ts";

/** What was said in writing, where everyone knew that it is kept. */
export function ChatRecord({ messages, heading, zone }: { messages: readonly RecordMessage[]; heading: string; zone: string }) {
  const { t, i18n } = useTranslation();
  if (messages.length === 0) return null;
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short", timeZone: zone });
  return (
    <section>
      <h3>{heading}</h3>
      <ul className="record-chat">
        {messages.map((message) => (
          <li key={`${message.at} ${message.text}`}>
            <span className="soft">{time.format(new Date(message.at))}</span>{" "}
            <strong>
              <bdi>{message.person?.name || t("record.erased")}</bdi>
            </strong>
            : <span dir="auto">{message.text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Questions to the keynotes, those with the most votes first. */
export function QuestionsRecord({ questions }: { questions: readonly RecordAsked[] }) {
  const { t } = useTranslation();
  if (questions.length === 0) return null;
  return (
    <>
      <h3>{t("keynote.questions")}</h3>
      <ul className="record-chat">
        {questions.map((question) => (
          <li key={question.text}>
            <span dir="auto">{question.text}</span>{" "}
            <span className="soft">
              <bdi>{question.asked_by?.name ?? t("keynote.unnamed")}</bdi> · {t("keynote.votes", { count: question.votes })}
              {question.answered ? ` · ${t("keynote.mark.answered")}` : ""}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
