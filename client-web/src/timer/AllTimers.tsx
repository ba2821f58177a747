import { useTranslation } from "react-i18next";
import { TimeRing } from "../components/TimeRing.tsx";
import { useServerNow, useView } from "../meeting/context.tsx";
import { TimerButtons } from "./TimerButtons.tsx";
import { timerOf, timerStand } from "./timer.ts";

/** Over all rooms: the timer that ends last, in how many rooms there is one, and what is done for all of them. */
export function AllTimers() {
  const { t } = useTranslation();
  const view = useView();
  const timers = Object.keys(view.rooms).flatMap((room) => timerOf(view, room) ?? []);
  const now = useServerNow(timers.length > 0 ? 1000 : undefined);
  const stands = timers.flatMap((timer) => timerStand(timer, now) ?? []).sort((a, b) => b.leftMs - a.leftMs);
  const last = stands.find((stand) => stand.state !== "over") ?? stands[0];
  if (last === undefined) return null;
  return (
    <section className="no-plan" aria-label={t("timer.all")}>
      <div className="row">
        <TimeRing leftMs={last.leftMs} totalMs={last.totalMs} addedMs={last.addedMs} paused={last.state === "paused"} />
        <span>
          <strong dir="auto">{last.label ?? t("timer.label")}</strong> <span className="soft">{t("timer.rooms", { count: stands.length })}</span>
        </span>
      </div>
      <div className="row">
        <TimerButtons rooms={null} stand={last} />
      </div>
    </section>
  );
}
