import { Input } from "react-aria-components/Input";
import { TextField } from "react-aria-components/TextField";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import type { Definition } from "../../generated/protocol.ts";
import { inLanguage } from "../../meeting/step.ts";
import { minutesText, readMinutes } from "./minutes.ts";

export interface StepMinutesProps {
  definition: Definition;
  /** What is written for each step. */
  texts: readonly string[];
  /** Of all steps, in seconds. */
  total: number;
  onChange: (texts: string[]) => void;
  /** Only where something was changed. */
  onReset?: () => void;
}

/** The steps of a protocol with their minutes, which can be changed for this round. */
export function StepMinutes({ definition, texts, total, onChange, onReset }: StepMinutesProps) {
  const { t, i18n } = useTranslation();
  return (
    <table className="step-minutes">
      <caption className="hidden-visually">{t("plan.round.steps")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("plan.round.step")}</th>
          <th scope="col">{t("plan.round.speaks")}</th>
          <th scope="col">{t("plan.round.minutes")}</th>
        </tr>
      </thead>
      <tbody>
        {definition.steps.map((step, index) => {
          const name = inLanguage(step.name, i18n.language);
          const text = texts[index] ?? "";
          const wrong = readMinutes(text) === undefined;
          return (
            <tr key={step.id}>
              <th scope="row">
                {index + 1}. {name}
              </th>
              <td className="soft">{step.groups_of === undefined ? t(`plan.floor.${step.floor}`) : t("small.planned", { size: step.groups_of })}</td>
              <td>
                <TextField
                  aria-label={t("plan.round.minutesOf", { step: name })}
                  value={text}
                  isInvalid={wrong}
                  inputMode="decimal"
                  onChange={(value) => onChange(texts.map((before, at) => (at === index ? value : before)))}
                >
                  <Input className="field-input minutes-input" />
                </TextField>
                {wrong ? <span className="field-error small">{t("plan.round.minutesWrong")}</span> : null}
              </td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            {t("plan.round.total")}
            {onReset ? (
              <Button kind="quiet" onPress={onReset}>
                {t("plan.round.reset")}
              </Button>
            ) : null}
          </th>
          <td>
            <strong>{minutesText(total, i18n.language)}</strong> {t("time.minutesShort")}
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
