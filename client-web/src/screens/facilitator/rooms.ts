/** What a facilitator needs to know of each room, and which rooms need somebody. Pure. */
import type { DetailView, PersonId, PersonView, RoomId, RoomView, RoundView, View } from "../../generated/protocol.ts";
import { clientCount } from "../../meeting/clients.ts";
import { assignedTo, facilitatorsOf, peopleOf } from "../../meeting/people.ts";
import { type StepNow, stepNow } from "../../meeting/step.ts";
import { driftMs, stepsBehind } from "./schedule.ts";

/** Fewer participants than this in a room and the start-check speaks up (protocol/src/limits.rs). */
export const ROOM_PEOPLE_MIN = 4;
/** Where each is client in turn, two help one. */
const CLIENTS_MIN = 3;
/** A room this far behind its plan is worth a look. */
const BEHIND_MS = 60_000;

/** Why a room needs somebody. The order is the order of urgency. */
export type Need = "call" | "waiting" | "presenter_away" | "no_presenter" | "facilitator_away" | "few" | "alone" | "held" | "behind";
const URGENCY: readonly Need[] = ["call", "waiting", "presenter_away", "no_presenter", "facilitator_away", "few", "alone", "held", "behind"];

export interface RoomState {
  room: RoomView;
  detail: DetailView | undefined;
  /** Everyone whose place it is, in a stable order. */
  people: readonly PersonView[];
  /** Participants who are here: what counts as the room's size. */
  size: number;
  /** Who was here and has dropped. */
  away: PersonView[];
  /** Who should be here and whose page does not show it yet. */
  onTheWay: PersonView[];
  facilitators: readonly PersonView[];
  noteTaker: PersonView | undefined;
  /** On a plan of its own. */
  ownPace: boolean;
  /** Participants who go here when rooms open. */
  assigned: number;
  /** The round that is under way. */
  round: RoundView | undefined;
  now: StepNow | undefined;
  presenter: PersonView | undefined;
  /** Somebody presents in the protocol of the round. */
  presented: boolean;
  /** How many are client in it, one after the other; zero in other protocols. */
  clients: number;
  /** Above zero: behind the plan. */
  driftMs: number | undefined;
  /** Whole steps behind the plan; below zero: ahead. */
  stepsBehind: number;
  /** The most urgent first. */
  needs: Need[];
}

export function breakoutRooms(view: View): RoomView[] {
  return Object.values(view.rooms)
    .filter((room) => room.number > 0 && room.merged_into === undefined)
    .sort((a, b) => a.number - b.number);
}

export function roomState(view: View, room: RoomView, now: number): RoomState {
  const detail = view.details[room.id];
  const people = peopleOf(view, room.id);
  const round = detail?.round && detail.round.ended_at === null ? detail.round : undefined;
  const definition = round ? view.definitions[round.plan] : undefined;
  const plan = round ? view.plans[round.plan] : undefined;
  const state: RoomState = {
    room,
    detail,
    people,
    size: people.filter(counts).length,
    away: people.filter((person) => !person.here),
    onTheWay: people.filter((person) => person.here && !person.arrived),
    facilitators: facilitatorsOf(view, room.id),
    noteTaker: detail?.note_taker === undefined ? undefined : view.people[detail.note_taker],
    ownPace: plan?.pace === "own",
    assigned: assignedTo(view, room.id).filter((person) => person.role === "participant").length,
    round,
    now: round && definition ? stepNow(round, definition, now) : undefined,
    presenter: round?.presenter ? view.people[round.presenter] : undefined,
    presented: definition?.definition.presenter ?? true,
    clients: clientCount(definition?.definition),
    driftMs: round && plan ? driftMs(round.timeline, plan.timeline, now) : undefined,
    stepsBehind: round && plan ? stepsBehind(round.timeline, plan.timeline, now) : 0,
    needs: [],
  };
  state.needs = URGENCY.filter((need) => hasNeed(need, state));
  return state;
}

/** Takes part and is here: facilitators, observers and access support are counted in no size. */
export function counts(person: PersonView): boolean {
  return person.here && person.role === "participant";
}

function hasNeed(need: Need, state: RoomState): boolean {
  const { now, presenter, round } = state;
  const gathering = now?.kind === "gathering" || now?.kind === "waiting";
  // Where each is client in turn nobody has to be found.
  const byTurns = state.clients > 0 && !(now?.kind === "step" && now.step.client !== undefined && state.size > 0);
  switch (need) {
    case "call":
      return state.detail?.call != null && state.detail.call.claimed_by === null;
    case "waiting":
      return now?.kind === "waiting";
    case "presenter_away":
      return presenter !== undefined && !presenter.here && now?.kind === "step";
    case "no_presenter":
      return now !== undefined && now.kind !== "waiting" && now.kind !== "finished" && state.presented && !byTurns && (presenter === undefined || (gathering && !presenter.here));
    case "facilitator_away":
      return round !== undefined && state.facilitators.length > 0 && !state.facilitators.some((person) => person.here && person.room === state.room.id);
    case "few":
      return gathering && state.size < (state.clients > 0 ? CLIENTS_MIN : ROOM_PEOPLE_MIN);
    case "alone":
      return now?.kind === "step" && state.size === 1;
    case "held":
      return now?.kind === "step" && now.standing === "held";
    case "behind":
      return (state.driftMs ?? 0) >= BEHIND_MS && !(now?.kind === "step" && now.standing === "held");
  }
}

/** Rooms that need somebody come first, the most urgent on top; then by number. */
export function inOrder(states: readonly RoomState[]): RoomState[] {
  const rank = (state: RoomState) => {
    const first = state.needs[0];
    return first === undefined ? URGENCY.length : URGENCY.indexOf(first);
  };
  return [...states].sort((a, b) => rank(a) - rank(b) || a.room.number - b.room.number);
}

/** Where one more person does most good: the smallest room in which somebody is; the server's rule for late arrivals. */
export function smallestRoom(states: readonly RoomState[], except?: RoomId): RoomState | undefined {
  return [...states]
    .filter((state) => state.room.id !== except)
    .sort((a, b) => Number(a.size === 0) - Number(b.size === 0) || a.size - b.size || a.room.number - b.room.number)[0];
}

/** Who is connected and not where they should be, the longest first. */
export function betweenRooms(view: View): PersonView[] {
  return Object.values(view.people)
    .filter((person) => person.between_rooms)
    .sort((a, b) => a.here_since - b.here_since || (a.id < b.id ? -1 : 1));
}

/** What the facilitator should know before step 1 of a plan. */
export interface StartCheck {
  /** Rooms without a presenter who is here. */
  noPresenter: RoomState[];
  /** Rooms with fewer than four participants. */
  few: RoomState[];
  ready: number;
}

export function startCheck(states: readonly RoomState[], rooms: readonly RoomId[]): StartCheck {
  const onPlan = states.filter((state) => rooms.includes(state.room.id) && (state.now?.kind === "gathering" || state.now?.kind === "waiting"));
  const noPresenter = onPlan.filter((state) => state.needs.includes("no_presenter") || state.needs.includes("waiting"));
  const few = onPlan.filter((state) => state.needs.includes("few"));
  return { noPresenter, few, ready: onPlan.filter((state) => !noPresenter.includes(state) && !few.includes(state)).length };
}

/** Who may be made the presenter of a room: those who offered first, then the others in order. */
export function mayPresent(state: RoomState): { offers: PersonView[]; others: PersonView[] } {
  const able = state.people.filter((person) => person.here && (person.role === "participant" || person.role === "facilitator"));
  const order = state.round?.offers ?? [];
  const place = (id: PersonId) => order.indexOf(id);
  const offers = able.filter((person) => place(person.id) >= 0).sort((a, b) => place(a.id) - place(b.id));
  return { offers, others: able.filter((person) => place(person.id) < 0 && person.role === "participant") };
}
