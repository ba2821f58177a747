import { expect, test } from "vitest";
import { knownMeeting, rememberMeeting } from "../../connection/identity.ts";
import type { Definition } from "../../generated/protocol.ts";
import { plannedMinutes } from "./usePlanned.ts";

const definition = (id: string, steps: number) => ({ id, steps: Array.from({ length: steps }, (_, index) => ({ id: `s${index}` })) }) as unknown as Definition;
const planned = { protocol: "short", minutes: { short: ["7,5", "3"] } };

test("the minutes that were planned are those of the protocol they were written for", () => {
  expect(plannedMinutes(planned, definition("short", 2))).toEqual(["7,5", "3"]);
  expect(plannedMinutes(planned, definition("long", 2))).toBeUndefined();
});

test("a protocol that has other steps by now begins with its own minutes", () => {
  expect(plannedMinutes(planned, definition("short", 3))).toBeUndefined();
});

test("a plan is kept with the meeting on this device, whatever else is learnt of it", () => {
  rememberMeeting("m-plan", "facilitator", { planned });
  rememberMeeting("m-plan", "facilitator", { title: "Spring" });
  expect(knownMeeting("m-plan", "facilitator")?.planned).toEqual(planned);
});
