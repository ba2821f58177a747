import { useTranslation } from "react-i18next";
import { QuestionsRecord } from "./ChatRecord.tsx";
import type { RecordPart } from "../../generated/protocol.ts";

/** The parts of the meeting with times planned and real. */
export function AgendaRecord({ parts, zone }: { parts: readonly RecordPart[]; zone: string }) {
  const { t, i18n } = useTranslation();
  if (parts.length === 0) return null;
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short", timeZone: zone });
  return (
    <section aria-labelledby="record-agenda">
      <h2 id="record-agenda">{t("agenda.heading")}</h2>
      <table className="record-people">
        <caption className="hidden-visually">{t("agenda.heading")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("agenda.part")}</th>
            <th scope="col" className="record-number">
              {t("agenda.begun")}
            </th>
            <th scope="col" className="record-number">
              {t("agenda.planned")}
            </th>
            <th scope="col" className="record-number">
              {t("agenda.real")}
            </th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part, at) => (
            // Parts have no ids in a record, and none moves in it.
            <tr key={at}>
              <th scope="row">
                <bdi>{part.title ?? t(`agenda.kind.${part.kind}`)}</bdi>
                <Speaker part={part} />
              </th>
              <td className="record-number">{part.runs[0] ? time.format(new Date(part.runs[0].from)) : "–"}</td>
              <td className="record-number">{minutes(part.planned_seconds)}</td>
              <td className="record-number">{part.runs.length === 0 ? t("agenda.passedOver") : minutes(part.seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <QuestionsRecord questions={parts.flatMap((part) => part.questions)} />
    </section>
  );
}

function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function Speaker({ part }: { part: RecordPart }) {
  const name = part.speaker?.name ?? part.speaker_name;
  if (name == null || name === "") return null;
  return (
    <span className="soft">
      {" "}
      · <bdi>{name}</bdi>
    </span>
  );
}
