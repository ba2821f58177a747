/** What a screen reader hears without being asked: moves, the floor, the time, messages, who came and went. */
import { useEffect, useEffectEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { passedMark } from "../../components/time_left.ts";
import type { Breakouts, ChatView, PersonView, RoomId } from "../../generated/protocol.ts";
import { useServerNow, useView } from "../../meeting/context.tsx";
import { peopleOf } from "../../meeting/people.ts";
import { inLanguage } from "../../meeting/step.ts";
import { useNameOf, useNames, useRoomName } from "../../meeting/words.ts";
import { planStand } from "../facilitator/schedule.ts";
import { type StepBarModel, useOthersHere } from "./useStepBar.ts";

/** Whether a countdown was cancelled, as opposed to over. */
export function isTakenBack(before: Breakouts["state"], now: Breakouts["state"]): boolean {
  return (before === "opening" && now === "closed") || (before === "closing" && now === "open");
}

export function useStepSpoken(model: StepBarModel, room: RoomId): void {
  const { t } = useTranslation();
  const { now, ring, countdown } = model;
  const spoken =
    now?.kind === "step"
      ? t("step.spoken", { number: now.index + 1, count: now.count, step: model.title, floor: model.floor })
      : `${model.title}. ${model.floor}`;
  const step = now?.kind === "step" ? now.index : undefined;
  const saidOf = useRef<number>(undefined);
  // Within a step only what is new is said: whose turn it is.
  const sayFloor = useEffectEvent(() => {
    announcer.announce("floor", step !== undefined && saidOf.current === step ? model.floor : spoken);
    saidOf.current = step;
  });
  useEffect(() => sayFloor(), [spoken]);

  const standing = now && "standing" in now ? now.standing : undefined;
  const stood = useRef({ room, standing });
  useEffect(() => {
    const before = stood.current;
    stood.current = { room, standing };
    if (standing === "paused" || standing === "held") announcer.announce("time", t(`step.${standing}`));
    else if (standing === "running" && before.room === room && (before.standing === "paused" || before.standing === "held")) announcer.announce("time", t("step.goesOn"));
  }, [standing, room, t]);

  // A timer for free work says itself.
  const leftMs = ring && !ring.paused && !model.timer ? ring.leftMs : undefined;
  const before = useRef(leftMs);
  useEffect(() => {
    const mark = before.current !== undefined && leftMs !== undefined ? passedMark(before.current, leftMs) : undefined;
    before.current = leftMs;
    if (mark === undefined) return;
    if (mark === 0) announcer.announce("time", t("time.timeIsUp"));
    else if (mark >= 60_000) announcer.announce("time", t("time.minutesLeft", { count: mark / 60_000 }));
    else announcer.announce("time", t("time.secondsLeft", { count: mark / 1000 }));
  }, [leftMs, t]);

  const counting = countdown !== undefined;
  const sayCountdown = useEffectEvent(() => {
    if (countdown) announcer.announce("countdown", `${countdown.title}. ${countdown.words}`);
  });
  useEffect(() => {
    if (counting) sayCountdown();
  }, [counting]);

  const { state } = useView().meeting.breakouts;
  const stateBefore = useRef(state);
  useEffect(() => {
    if (isTakenBack(stateBefore.current, state)) announcer.announce("countdown", t("step.countdownCancelled"));
    stateBefore.current = state;
  }, [state, t]);
}

/** Facilitators hear where every plan is, wherever they are; that of the round in their own room is said there. */
export function usePlansSpoken(me: PersonView): void {
  const { t, i18n } = useTranslation();
  const view = useView();
  const now = useServerNow(1000);
  const own = view.details[me.room]?.round;
  const plans = Object.values(view.plans).flatMap((plan) => {
    const definition = view.definitions[plan.id]?.definition;
    const isOwn = own?.plan === plan.id && own.ended_at === null;
    return definition && plan.rooms.length > 0 && !isOwn ? [{ plan, definition, stand: planStand(plan.timeline, now) }] : [];
  });
  const keys = plans.map(({ plan, stand }) => `${plan.id} ${stand.key}`).join("\n");
  const said = useRef<ReadonlySet<string>>(new Set(keys.split("\n")));
  const say = useEffectEvent(() => {
    for (const { plan, definition, stand } of plans) {
      if (said.current.has(`${plan.id} ${stand.key}`)) continue;
      const step = stand.step === null ? undefined : definition.steps[stand.step];
      const words =
        stand.kind === "step" && step
          ? t("facilitator.planStep", { number: (stand.step ?? 0) + 1, count: definition.steps.length, step: inLanguage(step.name, i18n.language) })
          : t(`facilitator.${PLAN_WORDS[stand.kind === "step" ? "finished" : stand.kind]}`);
      announcer.announce("result", `${inLanguage(definition.name, i18n.language)}: ${words}`);
    }
    said.current = new Set(keys.split("\n"));
  });
  useEffect(() => say(), [keys]);
}

const PLAN_WORDS = { gathering: "gathering", waiting: "waitingAll", paused: "paused", finished: "planFinished" } as const;

/** After a forced move: says where one is, and puts the focus on the room's heading where the room is shown, but never while somebody types. */
export function useMoveSpoken(me: PersonView, showsRoom: boolean): void {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const names = useNames();
  const others = useOthersHere(me);
  const words = others.length > 0 ? t("room.moved", { room: roomName(me.room), people: names(others) }) : t("room.movedAlone", { room: roomName(me.room) });
  const sayWhere = useEffectEvent(() => {
    announcer.announce("move", words);
    if (showsRoom && !isTyping()) focusRoomHeading();
  });
  const room = useRef(me.room);
  useEffect(() => {
    if (room.current === me.room) return;
    room.current = me.room;
    sayWhere();
  }, [me.room]);
}

/** Where the keyboard goes when what it was on is gone. */
export function focusRoomHeading(): void {
  document.querySelector<HTMLElement>("[data-room-heading]")?.focus();
}

function isTyping(): boolean {
  const focused = document.activeElement;
  return focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement || (focused instanceof HTMLElement && focused.isContentEditable);
}

export function useChatSpoken(messages: readonly ChatView[], me: PersonView): void {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const last = messages.at(-1);
  const seen = useRef({ room: me.room, id: last?.id });
  useEffect(() => {
    const before = seen.current;
    seen.current = { room: me.room, id: last?.id };
    // What was said in a room before one came to it is no news.
    if (!last || before.room !== me.room || last.id === before.id || last.person === me.id) return;
    announcer.announce("message", t("chat.spoken", { name: nameOf(last.person) ?? t("chat.gone"), text: last.text }));
  }, [last, me.id, me.room, nameOf, t]);
}

/** Among more people than this it is not said who comes and goes: in a hall it would never be quiet. */
const NAMED_AS_THEY_COME_MAX = 200;

/** Arrivals and departures, in a digest. */
export function usePeopleSpoken(me: PersonView): void {
  const { t } = useTranslation();
  const view = useView();
  const names = useNames();
  // Whoever looks in quietly is seen in the list and not announced.
  const people = peopleOf(view, me.room);
  const before = useRef<{ room: string; people: Map<string, string> } | undefined>(undefined);
  const digest = useEffectEvent(() => {
    const here = new Map(people.flatMap((person) => (person.here && person.id !== me.id && person.visiting === undefined ? [[person.id, person.name]] : [])));
    const known = before.current;
    before.current = { room: me.room, people: here };
    if (!known || known.room !== me.room || here.size > NAMED_AS_THEY_COME_MAX) return;
    const came = [...here].filter(([id]) => !known.people.has(id)).map(([, name]) => name);
    const went = [...known.people].filter(([id]) => !here.has(id)).map(([, name]) => name);
    if (came.length > 0) announcer.announce("people", t("people.arrived", { names: names(came) }));
    if (went.length > 0) announcer.announce("people", t("people.gone", { names: names(went) }));
  });
  useEffect(() => digest(), [people, me.room]);
}
