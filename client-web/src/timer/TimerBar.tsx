import "../screens/room/facilitator-bar.css";
import { useTranslation } from "react-i18next";
import type { PersonView } from "../generated/protocol.ts";
import { useServerNow, useView } from "../meeting/context.tsx";
import { TimerButtons } from "./TimerButtons.tsx";
import { timerOf, timerStand } from "./timer.ts";

/** For who runs the room, while its timer is there: everybody sees the ring itself in the step bar. */
export function TimerBar({ me }: { me: PersonView }) {
  const { t } = useTranslation();
  const view = useView();
  const timer = timerOf(view, me.room);
  const now = useServerNow(timer ? 1000 : undefined);
  const stand = timerStand(timer, now);
  if (stand === undefined) return null;
  return (
    <section className="facilitator-bar" aria-label={t("timer.label")}>
      <div className="row">
        <strong>{t("timer.label")}</strong>
        <TimerButtons rooms={[me.room]} stand={stand} />
        <span className="small soft">{t("facilitate.forRoom")}</span>
      </div>
    </section>
  );
}
