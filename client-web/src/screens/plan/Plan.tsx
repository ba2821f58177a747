import "../facilitator/controls.css";
import "./plan.css";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useView } from "../../meeting/context.tsx";
import { DoorPart } from "./DoorPart.tsx";
import { Groups } from "./Groups.tsx";
import { SchedulePart } from "./SchedulePart.tsx";
import { StartRound } from "./StartRound.tsx";
import { VoiceLinks } from "./VoiceLinks.tsx";

/** What is prepared: rooms and who goes where, the protocol and its minutes, where rooms talk, who may come, when it is. */
export function PlanPage() {
  const { t } = useTranslation();
  const view = useView();
  const voice = useRef<HTMLElement>(null);
  const showVoiceLinks = () => {
    voice.current?.scrollIntoView({ block: "nearest" });
    voice.current?.querySelector("textarea")?.focus({ preventScroll: true });
  };
  return (
    <main className="plan" aria-label={t("meeting.navPlan")}>
      <Groups onVoiceLinks={showVoiceLinks} />
      <div className="plan-sides">
        <section className="plan-part" aria-labelledby="plan-round">
          <h2 id="plan-round">{t("plan.round.heading")}</h2>
          <StartRound />
        </section>
        {Object.keys(view.rooms).length > 1 ? <VoiceLinks ref={voice} /> : null}
        <DoorPart />
        <SchedulePart />
      </div>
    </main>
  );
}
