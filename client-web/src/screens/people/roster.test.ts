import { expect, test } from "vitest";
import type { PersonView, RosterEntry, View } from "../../generated/protocol.ts";
import { NO_FILTERS, organizations, passes, rosterRows, sorted } from "./roster.ts";

const person = (id: string, news: Partial<PersonView> = {}): PersonView => ({
  id,
  name: id,
  organization: null,
  position: null,
  subject: null,
  pronouns: null,
  language: "en",
  role: "participant",
  room: "main",
  arrived: true,
  assigned: null,
  facilitates: null,
  here: true,
  here_since: 2,
  joined_at: 1,
  waiting: false,
  between_rooms: false,
  ...news,
});

const view = (people: PersonView[]): View =>
  ({
    people: Object.fromEntries(people.filter((one) => !one.waiting).map((one) => [one.id, one])),
    lobby: Object.fromEntries(people.filter((one) => one.waiting).map((one) => [one.id, one])),
    needs: { Ana: "captions" },
    perhaps: { Waits: "Never" },
  }) as unknown as View;

const soft = (entries: Partial<RosterEntry>[]) =>
  new Map(entries.map((entry) => [entry.person ?? "", { connections: 1, turns: 0, was_in_breakout: true, in_room_since: null, ...entry } as RosterEntry]));

const people = [
  person("Zoë", { organization: "Fresno COE", room: "two" }),
  person("ángel", { organization: "Kern COE", between_rooms: true }),
  person("Ana", { organization: "Fresno COE", here: false, here_since: 50 }),
  person("Never", { here: false, here_since: 1 }),
  person("Waits", { waiting: true }),
  person("Nadia", { role: "facilitator" }),
];
const rows = rosterRows(view(people), soft([{ person: "Zoë", connections: 2, turns: 3 }, { person: "Nadia", was_in_breakout: false }]));
const names = (found: typeof rows) => found.map((row) => row.person.name);

const number = (room: string) => (room === "two" ? 2 : 0);

test("each person has one standing, the most urgent", () => {
  expect(Object.fromEntries(rows.map((row) => [row.person.name, row.standing]))).toEqual({ Zoë: "here", ángel: "between", Ana: "dropped", Never: "expected", Waits: "lobby", Nadia: "here" });
  expect(rows.find((row) => row.person.name === "Never")?.since).toBeUndefined();
});

test("the order is that of the reader's language, and goes both ways", () => {
  expect(names(sorted(rows, { by: "name", descending: false }, "es", number))).toEqual(["Ana", "ángel", "Nadia", "Never", "Waits", "Zoë"]);
  expect(names(sorted(rows, { by: "name", descending: true }, "es", number))[0]).toBe("Zoë");
  expect(names(sorted(rows, { by: "standing", descending: false }, "en", number)).slice(0, 3)).toEqual(["Waits", "ángel", "Ana"]);
  expect(names(sorted(rows, { by: "turns", descending: true }, "en", number))[0]).toBe("Zoë");
  // Who is in no room yet comes before those in rooms.
  expect(names(sorted(rows, { by: "room", descending: false }, "en", number))).toEqual(["Never", "Waits", "Ana", "ángel", "Nadia", "Zoë"]);
});

test("filters go together, and search does not mind case and accents", () => {
  const found = (news: Partial<typeof NO_FILTERS>) => names(rows.filter((row) => passes(row, { ...NO_FILTERS, ...news })));
  expect(found({ query: "angel" })).toEqual(["ángel"]);
  expect(found({ query: "fresno", standing: "dropped" })).toEqual(["Ana"]);
  expect(found({ role: "facilitator" })).toEqual(["Nadia"]);
  expect(found({ room: "two" })).toEqual(["Zoë"]);
  expect(found({ standing: "never" })).toEqual(["Nadia"]);
  expect(found({ standing: "needs" })).toEqual(["Ana"]);
  expect(found({ standing: "two" })).toEqual(["Zoë"]);
  expect(found({ standing: "perhaps" })).toEqual(["Waits"]);
  expect(organizations(rows, "en")).toEqual(["Fresno COE", "Kern COE"]);
});
