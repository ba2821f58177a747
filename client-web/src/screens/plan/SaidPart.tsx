import "../../series/said.css";
import { Checkbox } from "react-aria-components/Checkbox";
import { useTranslation } from "react-i18next";
import { Switch } from "../../components/Switch.tsx";
import type { SaidCommand } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { type Line, sortedLines } from "../../series/said.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";

/** What the meeting before left: whether everybody sees it, and what of it. */
export function SaidPart() {
  const { t } = useTranslation();
  const { said } = useView();
  const { attempt, problem } = useAttempt();
  if (said === null) return null;
  const { answered, tookOn } = sortedLines(said.lines);
  const ask = (command: SaidCommand) => void attempt({ type: "said", ...command });
  const tick = (line: Line) => (
    <Checkbox key={line.at} className="check" isSelected={!line.left_out} onChange={(shown) => ask({ what: "leave_out", line: line.at, left_out: !shown })}>
      <span className="check-box" aria-hidden="true" />
      <span dir="auto">{line.text}</span>
    </Checkbox>
  );
  return (
    <section className="plan-part" aria-labelledby="plan-said">
      <h2 id="plan-said">{t("series.heading")}</h2>
      <p className="soft small">
        {t("series.planFrom")} <bdi>{said.title}</bdi>. {said.lines.length === 0 ? t("series.nothing") : t("series.planHint")}
      </p>
      {said.lines.length === 0 ? null : (
        <Switch isSelected={said.shown} onChange={(shown) => ask({ what: "show", shown })}>
          {t("series.show")}
        </Switch>
      )}
      {answered.map(({ question, lines }) =>
        question.kind === "words" ? (
          <fieldset key={lines[0]?.at} className="said-list">
            <legend className="field-label" dir="auto">
              {question.text}
            </legend>
            {lines.map(tick)}
          </fieldset>
        ) : (
          lines.map(tick)
        ),
      )}
      {tookOn.length > 0 ? (
        <fieldset className="said-list">
          <legend className="field-label">{t("series.tookOn")}</legend>
          {tookOn.map(tick)}
        </fieldset>
      ) : null}
      <Refused words={problem} />
    </section>
  );
}
