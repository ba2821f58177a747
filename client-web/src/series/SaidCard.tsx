import "../screens/closing/closing.css";
import "./said.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";
import type { SaidView } from "../generated/protocol.ts";
import { useView } from "../meeting/context.tsx";
import { ResultPlot } from "../screens/plan/TicketResults.tsx";
import { OwnList } from "./OwnList.tsx";
import { isPutAway, type Line, putAway, sortedLines } from "./said.ts";
import { useOwn } from "./useOwn.ts";

const SHOWN = 5;

/** What the meeting before left, for everybody to begin with: sums, words that facilitators chose, what people took on. */
export default function SaidCard({ said }: { said: SaidView }) {
  const { t, i18n } = useTranslation();
  const { meeting } = useView();
  const [away, setAway] = useState(() => isPutAway(meeting.id));
  const { own, mark } = useOwn(said.of);
  const { answered, tookOn } = sortedLines(said.lines.filter((line) => !line.left_out));
  if (away || (answered.length === 0 && tookOn.length === 0 && own.length === 0)) return null;
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: "long" }).format(said.at);
  const close = () => {
    putAway(meeting.id);
    setAway(true);
  };
  return (
    <section className="card said-card" aria-labelledby="said-heading">
      <div className="said-head">
        <h2 id="said-heading">{t("series.heading")}</h2>
        <p className="soft small">
          <bdi>{said.title}</bdi> · {day}
        </p>
        <Button onPress={close}>{t("common.close")}</Button>
      </div>
      <div className="said-parts">
        {own.length > 0 || tookOn.length > 0 ? (
          <div className="said-taken">
            {own.length > 0 ? <OwnList own={own} mark={mark} /> : null}
            {tookOn.length > 0 ? <TookOn lines={tookOn} /> : null}
          </div>
        ) : null}
        {answered.map(({ question, result, lines }) => (
          <ResultPlot key={lines[0]?.at} question={question} result={result} />
        ))}
      </div>
    </section>
  );
}

/** A few of them at once: with a hundred, what was answered would be out of sight. */
function TookOn({ lines }: { lines: readonly Line[] }) {
  const { t } = useTranslation();
  const rest = lines.slice(SHOWN);
  const list = (some: readonly Line[]) => (
    <ul className="closing-notes">
      {some.map((line) => (
        <li key={line.at}>
          <span dir="auto">{line.text}</span> {line.what.kind === "took_on" && line.what.done ? <span className="soft small">{t("series.done")}</span> : null}
        </li>
      ))}
    </ul>
  );
  return (
    <div>
      <h3>{t("series.tookOn")}</h3>
      {list(lines.slice(0, SHOWN))}
      {rest.length > 0 ? (
        <details className="said-more">
          <summary>{t("series.more", { count: rest.length })}</summary>
          {list(rest)}
        </details>
      ) : null}
    </div>
  );
}
