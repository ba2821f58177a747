import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { Button } from "../../components/Button.tsx";
import { useServerNow, useView } from "../../meeting/context.tsx";
import { inLanguage } from "../../meeting/step.ts";
import { focusRoomHeading } from "../room/useSpoken.ts";
import { Countdown } from "./Countdown.tsx";
import { isMeant, stepAction, useStepping, useWaitingSteps } from "./stepping.ts";

/** On pages without the plan's own header: the steps that are about to be sent for all rooms, with the way to stop them. */
export function PendingSteps() {
  const { t, i18n } = useTranslation();
  const view = useView();
  const stepping = useStepping();
  const all = useWaitingSteps();
  const now = useServerNow(all.length > 0 ? 500 : undefined);
  const shown = all.flatMap((waiting) => {
    const definition = view.definitions[waiting.plan];
    return definition && isMeant(waiting, view.plans[waiting.plan]?.timeline, now) ? [{ waiting, definition }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <section className="pending-steps" aria-label={t("facilitator.pending")}>
      {shown.map(({ waiting, definition }) => {
        const { word, step } = stepAction(waiting.type, waiting.from, definition, i18n.language);
        const go = () => {
          stepping.go(waiting.plan, waiting.type);
          focusRoomHeading();
        };
        const cancel = () => {
          stepping.cancel(waiting.plan);
          announcer.announce("result", t("facilitator.takenBack"));
          focusRoomHeading();
        };
        return (
          <p key={waiting.plan} className="pending-step">
            <span>
              {inLanguage(definition.definition.name, i18n.language)}: <strong>{t(`facilitator.${word}`, { step })}</strong> <Countdown until={waiting.at} />
            </span>
            <Button onPress={go}>{t("facilitator.goNow")}</Button>
            <Button onPress={cancel}>{t("common.cancel")}</Button>
          </p>
        );
      })}
    </section>
  );
}
