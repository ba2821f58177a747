import { useTranslation } from "react-i18next";
import type { Definition } from "../../generated/protocol.ts";
import { inLanguage } from "../../meeting/step.ts";

/** The way of a protocol, with what each step asks of whoever presents, in the reader's language. */
export function StepsAhead({ definition }: { definition: Definition }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <section className="stack-tight" aria-labelledby="prepare-steps">
      <h2 id="prepare-steps">{t("prepare.steps")}</h2>
      <p className="soft">
        {inLanguage(definition.name, i18n.language)}. {inLanguage(definition.about, i18n.language)}
      </p>
      <ol className="prepare-steps">
        {definition.steps.map((step) => (
          <li key={step.id} data-yours={step.floor === "presenter" || undefined}>
            <h3>
              {inLanguage(step.name, i18n.language)} <span className="soft">{t("prepare.minutesShort", { count: step.minutes, minutes: number.format(step.minutes) })}</span>
            </h3>
            <p>{inLanguage(step.prompts.presenter, i18n.language)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
