import { useTranslation } from "react-i18next";
import { StartRound } from "./StartRound.tsx";

/** The protocol, its minutes, and the start. */
export default function RoundSection() {
  const { t } = useTranslation();
  return (
    <section className="plan-part plan-round" aria-labelledby="plan-round">
      <h2 id="plan-round">{t("plan.round.heading")}</h2>
      <StartRound />
    </section>
  );
}
