import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Select } from "../../components/Select.tsx";
import { api } from "../../connection/http.ts";
import type { QuestionResult, QuestionView, TicketResults as Results, TicketView } from "../../generated/protocol.ts";
import { useKnownMeeting, useView } from "../../meeting/context.tsx";
import { faultText } from "../../text/fault.ts";
import { SCALE } from "../closing/ticket.ts";

/** Answers come in bunches: so many milliseconds are waited for more of them. */
const GATHER_MS = 1500;

/** The answers as they come: from five on, as plots and in their own words. */
export function TicketResults({ ticket }: { ticket: TicketView }) {
  const { t } = useTranslation();
  const known = useKnownMeeting();
  const { ticket_answers: count } = useView();
  const [results, setResults] = useState<Results>();
  const [problem, setProblem] = useState<string>();
  const [organization, setOrganization] = useState("");

  useEffect(() => {
    let shown = true;
    const load = async () => {
      try {
        const found = await api.exitTicket(known.id, known.personSecret);
        if (shown) setResults(found);
        if (shown) setProblem(undefined);
      } catch (error) {
        if (shown) setProblem(faultText(t, error));
      }
    };
    const timer = setTimeout(() => void load(), results === undefined ? 0 : GATHER_MS);
    return () => {
      shown = false;
      clearTimeout(timer);
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- each further answer is a reason to look again, what was seen is none
  }, [known.id, known.personSecret, count, t]);

  const organizations = Object.keys(results?.organizations ?? {}).sort((a, b) => a.localeCompare(b));
  const chosen = results?.organizations[organization];
  const questions = chosen?.questions ?? results?.all ?? undefined;
  return (
    <div className="stack">
      <p>
        <strong>{t("ticket.count", { count })}</strong> {questions ? null : t("ticket.few")}
      </p>
      {problem === undefined ? null : <p className="field-error">{problem}</p>}
      {organizations.length > 0 ? (
        <Select<string>
          label={t("ticket.of")}
          value={chosen ? organization : "*"}
          options={[{ value: "*", text: t("ticket.everyone") }, ...organizations.map((name) => ({ value: name, text: name }))]}
          onChange={(name) => setOrganization(name === "*" ? "" : name)}
        />
      ) : null}
      {questions?.map((result, at) => {
        const question = ticket.questions[at];
        // Questions have no id, and stay as they are once somebody has answered.
        // oxlint-disable-next-line react/no-array-index-key
        return question ? <ResultPlot key={at} question={question} result={result} /> : null;
      })}
    </div>
  );
}

/** The answers to one question, as a plot or in words. */
export function ResultPlot({ question, result }: { question: QuestionView; result: QuestionResult }) {
  const { t } = useTranslation();
  const labels = question.kind === "scale" ? SCALE.map(String) : question.choices;
  const most = Math.max(1, ...result.counts);
  return (
    <figure className="ticket-result">
      <figcaption dir="auto">{question.text}</figcaption>
      {result.hidden ? <p className="soft small">{t("ticket.few")}</p> : null}
      {result.counts.length > 0 ? (
        <table className="ticket-plot">
          <tbody>
            {labels.map((label, at) => (
              // Two choices may have the same words.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={at}>
                <th scope="row" dir="auto">
                  <span>{label}</span>
                </th>
                <td className="ticket-bars" aria-hidden="true">
                  <span className="ticket-bar" style={{ width: `${(100 * (result.counts[at] ?? 0)) / most}%` }} />
                </td>
                <td className="ticket-number">{result.counts[at] ?? 0}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {result.words.length > 0 ? (
        <ul className="closing-notes">
          {result.words.map((words, at) => (
            // Two may have said the same.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={at} dir="auto">
              {words}
            </li>
          ))}
        </ul>
      ) : null}
    </figure>
  );
}
