/** The timer of one's room: its place in the step bar, its chime, and what is said of it. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../components/announcer.ts";
import { spanWords } from "../components/span.ts";
import type { PersonView } from "../generated/protocol.ts";
import { useConnection, useView } from "../meeting/context.tsx";
import type { StepBarModel } from "../screens/room/useStepBar.ts";
import { isWanted } from "../signs/kept.ts";
import { chime } from "../signs/sound.ts";
import { isInRound, newsOf, type Noticed, timerOf, timerStand } from "./timer.ts";

/** The ring and what it says, while no round runs in the room; nothing without a timer. */
export function useTimerBar(me: PersonView, now: number): Partial<Pick<StepBarModel, "ring" | "next" | "timer">> {
  const { t, i18n } = useTranslation();
  const view = useView();
  const stand = timerStand(timerOf(view, me.room), now);
  if (stand === undefined) return {};
  const { leftMs, totalMs, addedMs, state, at, label } = stand;
  const time = at === undefined ? "" : new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" }).format(at);
  return {
    timer: { label: label ?? t("timer.label"), state },
    ring: { leftMs, totalMs, addedMs, paused: state === "paused" },
    next: state === "over" ? t("timer.over") : state === "paused" ? "" : t("timer.until", { time }),
  };
}

/** Called by what ticks anyway. */
export function useTimerSigns(me: PersonView): void {
  const { t } = useTranslation();
  const view = useView();
  const connection = useConnection();
  const before = useRef<Noticed>(undefined);
  useEffect(() => {
    const now = connection.serverNow();
    const noticed = { room: me.room, stand: timerStand(timerOf(view, me.room), now) };
    const stood = before.current?.stand;
    const news = newsOf(before.current, noticed, now);
    before.current = noticed;
    if (news === undefined) return;
    const label = (noticed.stand ?? stood)?.label ?? t("timer.label");
    if (news === "over" && isWanted("chime")) chime();
    // The round that takes its place says so itself.
    if (news === "stopped" && isInRound(view, me.room)) return;
    announcer.announce("time", t(`timer.said.${news}`, { label, time: spanWords(t, noticed.stand?.leftMs ?? 0) }));
  });
}
