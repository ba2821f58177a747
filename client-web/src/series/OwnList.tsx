import "../screens/facilitator/controls.css";
import { useState } from "react";
import { Checkbox } from "react-aria-components/Checkbox";
import { useTranslation } from "react-i18next";
import { announcer } from "../components/announcer.ts";
import { dayText } from "../screens/closing/commitments.ts";
import type { CommitmentView } from "../generated/protocol.ts";
import { faultText } from "../text/fault.ts";

/** What the reader took on: a tick says, in the meeting before, that it is done. */
export function OwnList({ own, mark }: { own: readonly CommitmentView[]; mark: (one: CommitmentView, done: boolean) => Promise<void> }) {
  const { t, i18n } = useTranslation();
  const [problem, setProblem] = useState<string>();
  // Ticked here and not answered yet.
  const [asked, setAsked] = useState<ReadonlyMap<string, boolean>>(new Map());
  const change = async (one: CommitmentView, done: boolean) => {
    setProblem(undefined);
    setAsked((before) => new Map(before).set(one.id, done));
    try {
      await mark(one, done);
    } catch (error) {
      const words = faultText(t, error);
      setProblem(words);
      announcer.announce("result", words);
    }
    setAsked((before) => new Map([...before].filter(([id]) => id !== one.id)));
  };
  return (
    <div>
      <h3>{t("series.own")}</h3>
      <p className="soft small">{t("series.ownHint")}</p>
      <ul className="said-list">
        {own.map((one) => (
          <li key={one.id}>
            <Checkbox className="check said-own" isSelected={asked.get(one.id) ?? one.done} isReadOnly={asked.has(one.id)} onChange={(done) => void change(one, done)}>
              <span className="check-box" aria-hidden="true" />
              <span>
                <span dir="auto">{one.text}</span>
                {one.due === null ? null : <span className="soft small"> {t("closing.by", { day: dayText(one.due, i18n.language) })}</span>}
              </span>
            </Checkbox>
          </li>
        ))}
      </ul>
      {problem === undefined ? null : <p className="field-error">{problem}</p>}
    </div>
  );
}
