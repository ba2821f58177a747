import { expect, test } from "vitest";
import type { DefinitionView, DetailView, PersonView, PlanView, RoomView, RoundView, Timeline, View } from "../../generated/protocol.ts";
import { betweenRooms, breakoutRooms, inOrder, mayPresent, roomState, smallestRoom, startCheck } from "./rooms.ts";

const person = (id: string, room: string, rest: Partial<PersonView> = {}): PersonView => ({
  id,
  name: id,
  organization: null,
  position: null,
  subject: null,
  pronouns: null,
  waiting: false,
  language: "en",
  role: "participant",
  room,
  arrived: true,
  assigned: room,
  facilitates: null,
  here: true,
  here_since: 0,
  joined_at: 0,
  between_rooms: false,
  ...rest,
});
const detail = (rest: Partial<DetailView> = {}): DetailView => ({
  board: "b",
  voice: null,
  sharing: "room",
  dilemma: { title: null, overview: null, focus_question: null, restated_question: null, links: [] },
  round: null,
  hands: [],
  call: null,
  rights: {},
  plan_of_sections: null,
  ...rest,
});
const gathering: Timeline = { step: null, clock: { state: "running", ends_at: 180_000 }, seconds: [600, 300] };
const running: Timeline = { step: 0, clock: { state: "running", ends_at: 600_000 }, seconds: [600, 300] };
const round = (timeline: Timeline, presenter: string | null, rest: Partial<RoundView> = {}): RoundView => ({
  plan: "plan",
  timeline,
  presenter,
  offers: [],
  hold_used: 0,
  ended_at: null,
  alone_on_plan: false,
  ends_at: null,
  ...rest,
});
const definition = { plan: "plan", planned: [600, 300], definition: { presenter: true, steps: [{ name: {} }, { name: {} }] } } as unknown as DefinitionView;

const roomNumbered = (id: string, number: number): RoomView => ({ id, number, name: null });

function view(people: PersonView[], details: { [room: string]: DetailView }, plan: Timeline = running): View {
  return {
    people: Object.fromEntries(people.map((each) => [each.id, each])),
    rooms: { main: roomNumbered("main", 0), one: roomNumbered("one", 1), two: roomNumbered("two", 2), three: roomNumbered("three", 3) },
    details,
    definitions: { plan: definition },
    plans: { plan: { id: "plan", timeline: plan, started_at: 0, begun_at: null, rooms: Object.keys(details), ends_at: null } as PlanView },
  } as unknown as View;
}
const states = (of: View, now = 0) => breakoutRooms(of).map((room) => roomState(of, room, now));
const four = (room: string) => ["a", "b", "c", "d"].map((id) => person(`${room}-${id}`, room));

test("rooms come by number, without the main room", () => {
  expect(breakoutRooms(view([], {})).map((room) => room.number)).toEqual([1, 2, 3]);
});

test("a room's size counts participants who are here", () => {
  const [one] = states(view([...four("one"), person("gone", "one", { here: false }), person("watch", "one", { role: "observer" }), person("lead", "one", { role: "facilitator" })], {}));
  expect(one?.size).toBe(4);
  expect(one?.away.map((each) => each.id)).toEqual(["gone"]);
});

test("what a gathering room needs: a presenter who is here, and four people", () => {
  const people = [...four("one"), person("x", "two"), ...four("three")];
  const all = states(
    view(people, {
      one: detail({ round: round(gathering, null) }),
      two: detail({ round: round(gathering, "x") }),
      three: detail({ round: round(gathering, "three-a") }),
    }),
  );
  expect(all.map((state) => state.needs)).toEqual([["no_presenter"], ["few"], []]);
  const check = startCheck(all, ["one", "two", "three"]);
  expect([check.noPresenter, check.few].map((list) => list.map((state) => state.room.number))).toEqual([[1], [2]]);
  expect(check.ready).toBe(1);
});

test("a call comes before everything, until somebody goes", () => {
  const call = { by: "three-a", at: 0, claimed_by: null };
  const people = [...four("one"), ...four("two"), ...four("three")];
  const rooms = (claimed: string | null) =>
    states(
      view(people, {
        one: detail({ round: round(running, "one-a") }),
        two: detail({ round: round({ ...gathering, clock: { state: "waiting", since: 0 } }, null) }),
        three: detail({ round: round(running, "three-a"), call: { ...call, claimed_by: claimed } }),
      }),
    );
  expect(inOrder(rooms(null)).map((state) => state.room.number)).toEqual([3, 2, 1]);
  expect(inOrder(rooms("lead")).map((state) => state.room.number)).toEqual([2, 1, 3]);
});

test("a presenter who dropped in a step, a hold, and a minute behind are seen", () => {
  const people = [person("one-a", "one", { here: false }), ...four("one").slice(1), ...four("two"), ...four("three")];
  const held: Timeline = { step: 0, clock: { state: "held", left: 600_000, since: 0, until: 180_000 }, seconds: [600, 300] };
  const late: Timeline = { ...running, clock: { state: "running", ends_at: 660_000 } };
  const all = states(view(people, { one: detail({ round: round(running, "one-a") }), two: detail({ round: round(held, "two-a") }), three: detail({ round: round(late, "three-a") }) }));
  expect(all.map((state) => state.needs[0])).toEqual(["presenter_away", "held", "behind"]);
  expect(all[2]?.driftMs).toBe(60_000);
});

test("whole steps are counted against where the plan is by now", () => {
  const ahead: Timeline = { step: 1, clock: { state: "running", ends_at: 900_000 }, seconds: [600, 300] };
  const people = [...four("one"), ...four("two")];
  const details = { one: detail({ round: round(ahead, "one-a") }), two: detail({ round: round(running, "two-a") }) };
  expect(states(view(people, details)).map((state) => state.stepsBehind)).toEqual([-1, 0, 0]);
  // In the last seconds of a step the one that follows is no step behind any more.
  expect(states(view(people, details), 611_000).map((state) => state.stepsBehind)).toEqual([0, 0, 0]);
});

test("one more person goes to the smallest room in which somebody is", () => {
  const all = states(view([...four("one"), person("x", "three")], {}));
  expect(smallestRoom(all)?.room.number).toBe(3);
  expect(smallestRoom(all, "three")?.room.number).toBe(1);
});

test("who is between rooms, the longest first", () => {
  const between = { between_rooms: true };
  expect(betweenRooms(view([person("late", "main", { ...between, here_since: 9 }), person("early", "main", between), person("fine", "one")], {})).map((each) => each.id)).toEqual(["early", "late"]);
});

test("who offered comes first; observers and those who dropped cannot present", () => {
  const people = [...four("one"), person("gone", "one", { here: false }), person("watch", "one", { role: "observer" })];
  const [one] = states(view(people, { one: detail({ round: round(gathering, null, { offers: ["one-c", "gone", "one-a"] }) }) }));
  if (!one) throw new Error("no room");
  const { offers, others } = mayPresent(one);
  expect(offers.map((each) => each.id)).toEqual(["one-c", "one-a"]);
  expect(others.map((each) => each.id)).toEqual(["one-b", "one-d"]);
});
