import "./polls.css";
import { useTranslation } from "react-i18next";
import type { PollKind, PollResults, PollScaleView } from "../generated/protocol.ts";
import { grouped, labelsOf, meanOf } from "./polls.ts";

export interface PlotProps {
  poll: { kind: PollKind; choices: readonly string[]; scale: PollScaleView | null };
  results: PollResults;
  /** What one answered oneself: marked in words too. */
  mine?: readonly number[];
}

/** What was answered: bars with their numbers beside them, a table for whoever hears it; or words with how many said them. */
export function PollPlot({ poll, results, mine = [] }: PlotProps) {
  const { t, i18n } = useTranslation();
  if (results.hidden) return <p className="soft small">{t("polls.few")}</p>;
  if (results.answered === 0) return <p className="soft small">{t("polls.nobodyYet")}</p>;
  if (poll.kind === "words") {
    return (
      <ul className="poll-words">
        {grouped(results.words, i18n.language).map(({ text, count }) => (
          <li key={text} dir="auto">
            {text}
            {count > 1 ? <span className="poll-times"> {t("polls.times", { count })}</span> : null}
          </li>
        ))}
      </ul>
    );
  }
  const most = Math.max(1, ...results.counts);
  const share = new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 0 });
  const mean = poll.scale === null ? undefined : meanOf(poll.scale, results.counts);
  return (
    <div className="stack-tight">
      <table className="poll-plot">
        <caption className="hidden-visually">{t("polls.results")}</caption>
        <thead className="hidden-visually">
          <tr>
            <th scope="col">{t("polls.answer")}</th>
            <th scope="col">{t("polls.people")}</th>
          </tr>
        </thead>
        <tbody>
          {labelsOf(poll).map(({ text, note }, at) => (
            <tr key={text} data-mine={mine.includes(at) || undefined}>
              <th scope="row" dir="auto">
                {text}
                {note === undefined ? null : <span className="soft"> {note}</span>}
                {mine.includes(at) ? <span className="poll-mine"> · {t("polls.yours")}</span> : null}
                <span className="poll-bar" aria-hidden="true">
                  <span style={{ inlineSize: `${(100 * (results.counts[at] ?? 0)) / most}%` }} />
                </span>
              </th>
              <td>
                {results.counts[at] ?? 0} <span className="soft">({share.format((results.counts[at] ?? 0) / results.answered)})</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {mean === undefined ? null : <p className="soft small">{t("polls.mean", { mean: new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(mean) })}</p>}
    </div>
  );
}
