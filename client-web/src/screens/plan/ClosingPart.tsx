import { useTranslation } from "react-i18next";
import { Switch } from "../../components/Switch.tsx";
import { useView } from "../../meeting/context.tsx";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";

/** The end of the meeting: the page that everyone in the main room then sees. */
export function ClosingPart() {
  const { t } = useTranslation();
  const { closing, meeting } = useView();
  const { attempt, problem } = useAttempt();
  return (
    <section className="plan-part" aria-labelledby="plan-closing">
      <h2 id="plan-closing">{t("closing.title")}</h2>
      <Switch isSelected={closing.open} isDisabled={meeting.ended_at !== null} onChange={(open) => void attempt({ type: "open_closing", open })}>
        {t("closing.openForAll")}
      </Switch>
      <p className="field-hint">{t("closing.openHint")}</p>
      <Refused words={problem} />
    </section>
  );
}
