import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";
import type { RoomId } from "../generated/protocol.ts";
import { Refused, useAttempt } from "../screens/facilitator/useAttempt.tsx";
import type { TimerStand } from "./timer.ts";

const MINUTE = 60;

/** What can be done with a timer that is there; `rooms`: null for all that have one. */
export function TimerButtons({ rooms, stand }: { rooms: RoomId[] | null; stand: TimerStand }) {
  const { t } = useTranslation();
  const { attempt, problem } = useAttempt();
  const { state } = stand;
  const add = (seconds: number) => void attempt({ type: "timer", what: "add", rooms, seconds });
  return (
    <>
      {state === "over" ? null : (
        <Button kind={state === "paused" ? "main" : "plain"} onPress={() => void attempt({ type: "timer", what: state === "paused" ? "resume" : "pause", rooms })}>
          {t(state === "paused" ? "facilitate.resume" : "facilitate.pause")}
        </Button>
      )}
      <Button onPress={() => add(MINUTE)}>{t("facilitate.plus")}</Button>
      {state === "over" ? null : (
        <Button onPress={() => add(-MINUTE)} isDisabled={stand.leftMs <= MINUTE * 1000}>
          {t("facilitate.minus")}
        </Button>
      )}
      <Button onPress={() => void attempt({ type: "timer", what: "stop", rooms })}>{t(state === "over" ? "timer.away" : "timer.stop")}</Button>
      <Refused words={problem} />
    </>
  );
}
