import { useTranslation } from "react-i18next";
import type { MeetingRecord } from "../../generated/protocol.ts";

/** For facilitators: what was asked at the end, and what may be shown of the answers. */
export function TicketRecord({ record }: { record: MeetingRecord }) {
  const { t } = useTranslation();
  const ticket = record.exit_ticket;
  if (ticket === null) return null;
  return (
    <section className="record-room" aria-labelledby="record-ticket">
      <h2 id="record-ticket">
        {t("ticket.heading")} <span className="soft record-count">{t("ticket.count", { count: ticket.answers })}</span>
      </h2>
      {ticket.questions.map((question, at) => {
        const most = Math.max(1, ...question.result.counts);
        return (
          // Questions have no id, and the record does not change.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={at} className="record-section">
            <h3 dir="auto">{question.text}</h3>
            {question.result.hidden ? <p className="record-withheld">{t("ticket.few")}</p> : null}
            {question.result.counts.length > 0 ? (
              <table>
                <tbody>
                  {question.choices.map((choice, index) => (
                    // oxlint-disable-next-line react/no-array-index-key
                    <tr key={index}>
                      <th scope="row" dir="auto">
                        {choice}
                      </th>
                      <td className="record-bars" aria-hidden="true">
                        <span className="record-bar-real" style={{ width: `${(100 * (question.result.counts[index] ?? 0)) / most}%` }} />
                      </td>
                      <td className="record-number">{question.result.counts[index] ?? 0}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            ) : null}
            <ul>
              {question.result.words.map((words, index) => (
                // oxlint-disable-next-line react/no-array-index-key
                <li key={index} className="record-note">
                  <span className="record-note-text" dir="auto">
                    {words}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
      {ticket.people.length > 0 ? (
        <ul className="record-list">
          {ticket.people.map(({ person, answers }) => (
            <li key={person.id} className="record-note">
              <span className="record-note-text" dir="auto">
                {answers.filter((answer) => answer !== "").join(" · ")}
              </span>
              <span className="record-authors">{person.name || t("record.erased")}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
