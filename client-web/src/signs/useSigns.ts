/** What reaches somebody who looks elsewhere: the tab's title, a chime, notifications; and a screen that stays on. */
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonView } from "../generated/protocol.ts";
import { useConnection, useView } from "../meeting/context.tsx";
import { useNameOf, useRoomName } from "../meeting/words.ts";
import type { StepBarModel } from "../screens/room/useStepBar.ts";
import { type Came, cameSince, seenIn } from "./came.ts";
import { type Heard, listen } from "./chime.ts";
import { isWanted, useWanted } from "./kept.ts";
import { notify } from "./notify.ts";
import { chime, readyOnGesture } from "./sound.ts";
import { titleOf } from "./title.ts";
import { useWakeLock } from "./useWakeLock.ts";

export function useSigns(me: PersonView, model: StepBarModel): void {
  const marked = useCame(me, model);
  useTitle(model, marked);
  useChime(me, model);
  useWakeLock((model.now !== undefined && model.now.kind !== "finished") || model.timer?.state === "running");
}

function useTitle(model: StepBarModel, marked: boolean): void {
  const { t } = useTranslation();
  const { meeting } = useView();
  const app = t("common.appName");
  const timer = model.timer && model.timer.state !== "over" && model.ring ? { leftMs: model.ring.leftMs, paused: model.ring.paused, label: model.timer.label } : undefined;
  const title = titleOf({ now: model.now, timer, step: model.title, meeting: meeting.title, app, paused: t("signs.paused"), marked });
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(
    () => () => {
      document.title = app;
    },
    [app],
  );
}

function useChime(me: PersonView, { now }: StepBarModel): void {
  const view = useView();
  const connection = useConnection();
  const wanted = useWanted("chime");
  const round = view.details[me.room]?.round;
  const before = useRef<Heard>(undefined);
  useEffect(() => (wanted ? readyOnGesture() : undefined), [wanted]);
  useEffect(() => {
    if (!round || !now) {
      before.current = undefined;
      return;
    }
    const endedMs = round.ended_at === null ? 0 : connection.serverNow() - round.ended_at;
    const { heard, due } = listen(before.current, `${me.room} ${round.plan}`, now, endedMs);
    before.current = heard;
    if (due && wanted) chime();
  });
}

/** Whether something came while the tab was hidden; it is notified of, where that is wanted. */
function useCame(me: PersonView, model: StepBarModel): boolean {
  const { t } = useTranslation();
  const view = useView();
  const nameOf = useNameOf();
  const roomName = useRoomName();
  const [marked, setMarked] = useState(false);
  const seen = seenIn(view, me.room, model.now);
  const before = useRef(seen);

  const show = (came: Came) => {
    const tag = `${view.meeting.id} ${came}`;
    if (came === "moved") notify(t("signs.moved", { room: roomName(me.room) }), view.meeting.title, tag);
    if (came === "step") notify(model.title, model.floor, tag);
    if (came !== "message") return;
    const message = view.announcements.findLast((one) => one.by !== me.id);
    const author = message?.by == null ? undefined : nameOf(message.by);
    notify(author === undefined ? t("meeting.announcementAnon") : t("meeting.announcement", { name: author }), message?.text ?? "", tag);
  };
  const look = useEffectEvent(() => {
    const came = cameSince(before.current, seen);
    before.current = seen;
    if (came.length === 0 || document.visibilityState !== "hidden") return;
    setMarked(true);
    if (isWanted("notify")) came.forEach(show);
  });
  useEffect(() => look(), [seen.room, seen.place, seen.messageAt, seen.chatAt]);

  useEffect(() => {
    const looked = () => document.visibilityState === "visible" && setMarked(false);
    document.addEventListener("visibilitychange", looked);
    return () => document.removeEventListener("visibilitychange", looked);
  }, []);
  return marked;
}
