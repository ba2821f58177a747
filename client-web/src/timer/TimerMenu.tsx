import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../components/Icon.tsx";
import { Menu, MenuItem } from "../components/Menu.tsx";
import type { PersonView, RoomId } from "../generated/protocol.ts";
import { useServerNow, useView } from "../meeting/context.tsx";
import { mayFacilitate } from "../meeting/people.ts";
import { Refused, useAttempt } from "../screens/facilitator/useAttempt.tsx";
import { isInRound, PRESETS, timerOf, timerStand } from "./timer.ts";
import { TimerDialog } from "./TimerDialog.tsx";

/** Starts a timer with one press; `rooms`: null for all of them. */
export function TimerMenu({ rooms, large = false }: { rooms: RoomId[] | null; large?: boolean }) {
  const { t } = useTranslation();
  const { attempt, problem } = useAttempt();
  const [other, setOther] = useState(false);
  return (
    <>
      <Menu
        large={large}
        kind="plain"
        label={t(rooms === null ? "timer.startAll" : "timer.startHere")}
        trigger={
          <>
            {large ? <Icon name="clock" /> : null}
            {t("timer.label")}
            <span className="select-arrow" aria-hidden="true" />
          </>
        }
      >
        {PRESETS.map((minutes) => (
          <MenuItem key={minutes} onAction={() => void attempt({ type: "timer", what: "start", rooms, seconds: minutes * 60, label: null })}>
            {t("timer.planned", { count: minutes })}
          </MenuItem>
        ))}
        <MenuItem onAction={() => setOther(true)}>{t("timer.other")}</MenuItem>
      </Menu>
      <Refused words={problem} />
      {other ? <TimerDialog title={t(rooms === null ? "timer.startAll" : "timer.startHere")} rooms={rooms} onClose={() => setOther(false)} /> : null}
    </>
  );
}

/** In one's room, for who runs it, where a timer has its place and there is none. */
export default function RoomTimerMenu({ me }: { me: PersonView }) {
  const view = useView();
  const timer = timerOf(view, me.room);
  const now = useServerNow(timer ? 1000 : undefined);
  if (!mayFacilitate(me, me.room) || isInRound(view, me.room) || timerStand(timer, now)) return null;
  return <TimerMenu rooms={[me.room]} large />;
}
