import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Menu, MenuItem } from "../../components/Menu.tsx";
import { useView } from "../../meeting/context.tsx";
import { Countdown } from "./Countdown.tsx";
import { MessageDialog } from "./MessageDialog.tsx";
import { breakoutRooms } from "./rooms.ts";
import { Refused, useAttempt } from "./useAttempt.tsx";

const OPEN_IN = [0, 10, 20, 60] as const;
const BACK_IN = [0, 30, 60, 120] as const;

/** Whether rooms are open, and what reaches everyone: opening, bringing back, a message. */
export function BreakoutBar({ acts, children }: { acts?: React.ReactNode; children?: React.ReactNode }) {
  const { t } = useTranslation();
  const view = useView();
  const { attempt, problem } = useAttempt();
  const [writing, setWriting] = useState(false);
  const { breakouts } = view.meeting;
  const rooms = breakoutRooms(view);
  const participants = Object.values(view.people).filter((person) => person.role === "participant");
  const assigned = participants.filter((person) => person.assigned !== null).length;
  const after = (seconds: number) => (seconds === 0 ? t("facilitator.now") : t("facilitator.inSeconds", { count: seconds }));

  return (
    <section className="breakout-bar" aria-label={t("facilitator.breakouts")} data-counting={"at" in breakouts || undefined}>
      <p className="breakout-state">
        {breakouts.state === "closed" ? (
          <>
            <strong>{t("facilitator.roomsClosed")}</strong> <span className="soft">{t("facilitator.assignedOf", { assigned, all: participants.length })}</span>
          </>
        ) : null}
        {breakouts.state === "open" ? (
          <>
            <strong>{t("facilitator.roomsOpen")}</strong> <span className="soft">{t("facilitator.roomCount", { count: rooms.length })}</span>
          </>
        ) : null}
        {breakouts.state === "opening" ? (
          <strong>
            {t("facilitator.opening")} <Countdown until={breakouts.at} />
          </strong>
        ) : null}
        {breakouts.state === "closing" ? (
          <strong>
            {t("facilitator.closing")} <Countdown until={breakouts.at} />
          </strong>
        ) : null}
      </p>
      {children}
      <Refused words={problem} />
      <div className="breakout-acts">
        {acts}
        {breakouts.state === "closed" && rooms.length > 0 ? (
          <Menu trigger={<Arrow>{t("facilitator.open")}</Arrow>} kind="main">
            {OPEN_IN.map((seconds) => (
              <MenuItem key={seconds} onAction={() => void attempt({ type: "open_rooms", in_seconds: seconds })}>
                {after(seconds)}
              </MenuItem>
            ))}
          </Menu>
        ) : null}
        {"at" in breakouts ? (
          <Button kind="main" onPress={() => void attempt({ type: "cancel_countdown" })}>
            {t("facilitator.cancelCountdown")}
          </Button>
        ) : null}
        <Button onPress={() => setWriting(true)}>{t("facilitator.messageAll")}</Button>
        {breakouts.state === "open" ? (
          <Menu trigger={<Arrow>{t("facilitator.bringBack")}</Arrow>} kind="plain">
            {BACK_IN.map((seconds) => (
              <MenuItem key={seconds} onAction={() => void attempt({ type: "bring_back", in_seconds: seconds })}>
                {after(seconds)}
              </MenuItem>
            ))}
          </Menu>
        ) : null}
      </div>
      {writing ? <MessageDialog rooms={null} onClose={() => setWriting(false)} /> : null}
    </section>
  );
}

/** A word with the sign that a menu opens. */
export function Arrow({ children }: { children: React.ReactNode }) {
  return (
    <>
      {children}
      <span className="select-arrow" aria-hidden="true" />
    </>
  );
}
