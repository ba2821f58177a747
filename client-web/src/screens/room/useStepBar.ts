import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Breakouts, DetailView, PersonView, Reader, RoomId, View } from "../../generated/protocol.ts";
import { useNameOf, useNames, useRoomName } from "../../meeting/words.ts";
import { useServerNow, useView } from "../../meeting/context.tsx";
import { assignedTo, peopleOf, presenterOf, readerOf, rightsOf } from "../../meeting/people.ts";
import type { TimerStand } from "../../timer/timer.ts";
import { useTimerBar } from "../../timer/useTimer.ts";
import { usePartBar } from "./usePartBar.ts";
import { useClientWords } from "./useClientWords.ts";
import { useOthersInGroup } from "./useSmallGroup.ts";
import { turnWords } from "./turns.ts";
import { clientCount } from "../../meeting/clients.ts";
import { smallOf } from "../../meeting/small.ts";
import { inLanguage, type StepNow, stepNow } from "../../meeting/step.ts";

/** The step bar in words: where am I, what is asked of me, how long is left, what comes next. */
export interface StepBarModel {
  now: StepNow | undefined;
  /** "4 of 6". */
  place: string | undefined;
  title: string;
  /** The floor in the second person; at the end of a step what is asked is to finish. */
  floor: string;
  /** Who speaks in this step, also while it ends. */
  speaks: string;
  /** What the protocol asks of this reader, in whole sentences. */
  prompt: string | undefined;
  /** What the reader may do on the board, where it is not simply everything. */
  writing: string | undefined;
  ring: { leftMs: number; totalMs: number; addedMs: number; paused: boolean } | undefined;
  next: string;
  /** The timer for free work that the ring belongs to, while there is one. */
  timer: { label: string; state: TimerStand["state"] } | undefined;
  /** A countdown that moves everybody; it outshines what comes next. */
  countdown: { title: string; words: string; leftMs: number } | undefined;
}

/** How a reader is spoken to: those who see and support are told what the group is told. */
function voiceFor(reader: Reader): "presenter" | "group" | "facilitator" {
  return reader === "presenter" || reader === "facilitator" ? reader : "group";
}

/** What there is to say to who is in the main room without a round. */
type MainNow = "open" | "alone" | "together";
const MAIN_ASK = { open: "mainOpenAsk", alone: "mainAloneAsk", together: "mainAsk" } as const;
const MAIN_LEAD = { open: "mainOpenLead", alone: "mainAloneLead", together: "mainLead" } as const;

const ASKED_PROMPTS = { presenter: "promptMine", group: "promptTheirs", facilitator: "promptFacilitator" } as const;

function mainNow(breakouts: Breakouts["state"], alone: boolean): MainNow {
  return breakouts === "open" ? "open" : alone ? "alone" : "together";
}

export function useStepBar(me: PersonView, detail: DetailView | undefined): StepBarModel {
  const { t, i18n } = useTranslation();
  const view = useView();
  const now = useServerNow();
  const nameOf = useNameOf();
  const round = detail?.round ?? undefined;
  const definition = round ? view.definitions[round.plan] : undefined;
  const standing = round && definition ? stepNow(round, definition, now) : undefined;
  const reader = readerOf(me, me.room, detail);
  const countdown = useCountdown(me, now);
  // While a timer runs its time is the one that counts.
  const part = { ...usePartBar(me, now), ...useTimerBar(me, now) };
  const others = useOthersInGroup(me, detail);
  const turn = useClientWords(me, detail);
  const inMain = me.room === view.meeting.main_room;
  const breakouts = view.meeting.breakouts.state;
  const alone = !peopleOf(view, me.room).some((person) => person.id !== me.id && person.here);
  const mainAsk = me.role === "facilitator" ? MAIN_LEAD[mainNow(breakouts, alone)] : MAIN_ASK[mainNow(breakouts, alone)];
  const afterRound = inMain && me.role === "facilitator" ? t("step.nextYours") : inMain ? t("step.nextUnknown") : t("step.nextMain");
  const presenter = presenterOf(detail);
  const name = (presenter === undefined ? undefined : nameOf(presenter)) ?? t("floor.somebody");
  const text = (texts: { [key in string]: string }) => inLanguage(texts, i18n.language);

  const model: StepBarModel = {
    now: standing,
    place: undefined,
    title: inMain ? t("room.main") : t("step.free"),
    floor: inMain ? t(`step.${mainAsk}`) : t("step.freeAsk"),
    speaks: "",
    prompt: undefined,
    writing: undefined,
    ring: undefined,
    next: afterRound,
    timer: undefined,
    countdown,
  };
  if (view.meeting.ended_at !== null) return { ...model, now: undefined, title: t("states.endedTitle"), floor: t("code.read_only"), next: "" };
  if (!standing || !definition) return { ...model, ...part };

  switch (standing.kind) {
    case "gathering":
      return {
        ...model,
        title: t("step.gathering"),
        floor: clientCount(definition.definition) > 0 ? t("clients.gatheringAsk") : t(definition.definition.presenter ? "step.gatheringAsk" : "step.gatheringAskShared"),
        ring: { leftMs: standing.leftMs, totalMs: standing.totalMs, addedMs: 0, paused: standing.standing !== "running" },
        next: t("step.next", { step: text(definition.definition.steps[0]?.name ?? {}) }),
      };
    case "waiting":
      return { ...model, title: t("step.waiting"), floor: t("step.waitingAsk"), next: t("step.nextBegin") };
    case "finished":
      return { ...model, title: t("step.finished"), floor: t("step.finishedAsk"), ...part };
    case "step": {
      const inGrace = standing.leftMs <= 0 && standing.standing === "running" && standing.graceMs > 0;
      const rights = rightsOf(me, me.room, detail);
      const voice = voiceFor(reader);
      const asked = round?.asked ? (voice === "presenter" ? t("asked.floorMine") : t("asked.floorTheirs", { name })) : undefined;
      const isNew = reader === "newcomer" ? t("newcomers.floor") : undefined;
      const stands = reader === "observer" || reader === "access_support" ? t(`roles.floor.${reader}`) : undefined;
      const together = standing.step.floor === "pairs" ? talkWords(t, smallOf(detail, me.id) ? others : undefined, standing.step.groups_of) : undefined;
      // Nobody is told to write who may not.
      const silent = standing.step.floor === "nobody" && voice === "presenter" && !rights.write && standing.step.notebook !== true ? t("floor.silent") : undefined;
      const speaks = isNew ?? stands ?? asked ?? together ?? turnWords(t, round?.turns, me, voice, nameOf) ?? silent ?? capital(t(`floor.${standing.step.floor}.${voice}`, { name }));
      const inNotebook = standing.step.notebook === true && reader !== "facilitator";
      const held = standing.standing === "held" ? t("step.heldAsk") : undefined;
      const answers = round?.asked ? t(`asked.${ASKED_PROMPTS[voice]}`, { name }) : undefined;
      return {
        ...model,
        place: turn ? `${t("step.of", { number: standing.index + 1, count: standing.count })} · ${turn}` : t("step.of", { number: standing.index + 1, count: standing.count }),
        title: text(standing.step.name),
        floor: inGrace ? `${t("step.grace")} ${t("step.graceAsk")}` : speaks,
        speaks,
        // Who listens as a newcomer is not asked to do what the others do; while the presenter answers one question nobody
        // is told to talk, nor they to be silent.
        prompt: held ?? (isNew === undefined ? (answers ?? text(standing.step.prompts[voice])) : undefined),
        writing: reader === "facilitator" ? undefined : inNotebook ? t("small.notebook") : rights.write ? t("step.write") : t("step.readOnly"),
        ring: {
          leftMs: inGrace ? standing.leftMs + standing.graceMs : standing.leftMs,
          totalMs: inGrace ? standing.graceMs : standing.totalMs,
          addedMs: standing.addedMs,
          paused: standing.standing !== "running",
        },
        next: standing.next ? t("step.next", { step: text(standing.next.name) }) : t("step.nextEnd"),
      };
    }
  }
}

/** Who talks with whom in a step in pairs or small groups: with whom the reader is, if they are in one. */
function talkWords(t: TFunction, others: string | undefined, size = 2): string | undefined {
  if (others !== undefined) return others === "" ? t("small.alone") : t("small.talk", { names: others });
  return size > 2 ? t("small.theyTalk", { size }) : undefined;
}

function useCountdown(me: PersonView, now: number): StepBarModel["countdown"] {
  const { t } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const names = useNames();
  const { breakouts } = view.meeting;
  if (breakouts.state !== "opening" && breakouts.state !== "closing") return undefined;
  const leftMs = Math.max(0, breakouts.at - now);
  const when = t("time.inSeconds", { count: Math.ceil(leftMs / 1000) });
  if (breakouts.state === "closing") return { title: t("step.closing", { when }), words: t("step.closingAsk"), leftMs };
  const room = me.assigned;
  if (room === null) return { title: t("step.opening", { when }), words: me.role === "facilitator" ? t("step.openingLead") : t("step.openingStay"), leftMs };
  const others = mates(view, me, room);
  const words = others.length > 0 ? t("step.openingTo", { room: roomName(room), people: names(others) }) : t("step.openingToAlone", { room: roomName(room) });
  return { title: t("step.opening", { when }), words, leftMs };
}

function mates(view: View, me: PersonView, room: RoomId): string[] {
  return assignedTo(view, room)
    .filter((person) => person.id !== me.id)
    .map((person) => person.name);
}

/** Whoever else is in the room, by name. */
export function useOthersHere(me: PersonView): string[] {
  const view = useView();
  return peopleOf(view, me.room)
    .filter((person) => person.id !== me.id && person.here)
    .map((person) => person.name);
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
