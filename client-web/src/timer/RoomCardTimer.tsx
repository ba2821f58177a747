import { useTranslation } from "react-i18next";
import { MenuItem, MenuSection } from "../components/Menu.tsx";
import type { RoomId } from "../generated/protocol.ts";
import { useServerNow, useView } from "../meeting/context.tsx";
import { clockText } from "../screens/facilitator/schedule.ts";
import { useAttempt } from "../screens/facilitator/useAttempt.tsx";
import { timerOf, timerStand } from "./timer.ts";

function useStand(room: RoomId) {
  const view = useView();
  const timer = timerOf(view, room);
  const now = useServerNow(timer ? 500 : undefined);
  return timerStand(timer, now);
}

/** On a room's card, where its step would be: the timer, or that no round runs. */
export function TimerPlace({ room }: { room: RoomId }) {
  const { t } = useTranslation();
  const stand = useStand(room);
  if (!stand) return <span className="room-card-step soft">{t("facilitator.noRound")}</span>;
  const time = stand.state === "over" ? t("timer.isOver") : clockText(stand.leftMs);
  return (
    <span className="room-card-step" title={stand.label}>
      {t("timer.label")} · <span className="clock">{time}</span>
      {stand.state === "paused" ? <span className="soft"> {t("timer.paused")}</span> : null}
    </span>
  );
}

/** In a room's menu: start one, or what is done with the one that is there. */
export function TimerItems({ room, onStart }: { room: RoomId; onStart: () => void }) {
  const { t } = useTranslation();
  const stand = useStand(room);
  const { attempt } = useAttempt();
  const rooms = [room];
  if (!stand) return <MenuItem onAction={onStart}>{t("timer.startMenu")}</MenuItem>;
  const { state } = stand;
  return (
    <MenuSection heading={t("timer.label")}>
      {state === "over" ? null : (
        <MenuItem onAction={() => void attempt({ type: "timer", what: state === "paused" ? "resume" : "pause", rooms })}>{t(state === "paused" ? "facilitate.resume" : "facilitate.pause")}</MenuItem>
      )}
      <MenuItem onAction={() => void attempt({ type: "timer", what: "add", rooms, seconds: 60 })}>{t("facilitate.plus")}</MenuItem>
      <MenuItem onAction={() => void attempt({ type: "timer", what: "stop", rooms })}>{t(state === "over" ? "timer.away" : "timer.stop")}</MenuItem>
    </MenuSection>
  );
}
