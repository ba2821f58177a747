import { describe, expect, test } from "vitest";
import type { Schedule } from "../generated/protocol.ts";
import { knownZone, onClocks, OWN_ZONE, when, zoneChoices } from "./when.ts";

const schedule: Schedule = { time_zone: "America/Los_Angeles", starts_at: Date.UTC(2026, 11, 3, 18), minutes: 120, revision: 0 };
/** Spaces of every width, as browsers put them between the parts. */
const plain = (text: string | undefined) => text?.replaceAll(/\s/gu, " ");

describe("when a meeting is", () => {
  test("is said once where the clocks show the same", () => {
    const said = when(schedule, "en-US", "America/Los_Angeles");
    expect(plain(said?.own)).toBe("Thursday, December 3, 10:00 AM – 12:00 PM");
    expect(said?.there).toBeUndefined();
  });

  test("is said in the reader's time and in the meeting's where they differ", () => {
    const said = when(schedule, "en-US", "America/New_York");
    expect(plain(said?.own)).toBe("Thursday, December 3, 1:00 – 3:00 PM");
    expect(plain(said?.there)).toBe("Thursday, December 3, 10:00 AM – 12:00 PM (Pacific Time)");
    expect(said?.ownZone).toBe("Eastern Time");
  });

  test("is on another day on the other side of the earth", () => {
    expect(when(schedule, "es", "Asia/Tokyo")?.own).toContain("viernes, 4 de diciembre");
  });

  test("is not said while the day is not known", () => {
    expect(when({ ...schedule, starts_at: null }, "en")).toBeUndefined();
  });
});

test("a form shows the time on the meeting's clocks, summer and winter", () => {
  expect(onClocks(Date.UTC(2026, 11, 3, 18), "America/Los_Angeles")).toBe("2026-12-03T10:00");
  expect(onClocks(Date.UTC(2026, 6, 1, 7), "America/Los_Angeles")).toBe("2026-07-01T00:00");
});

test("a zone that the browser does not know breaks nothing", () => {
  expect(knownZone("Mars/Olympus")).toBe(OWN_ZONE);
  expect(when({ ...schedule, time_zone: "Mars/Olympus" }, "en")).toBeDefined();
});

test("every zone is offered once", () => {
  const { first, all } = zoneChoices("Asia/Tokyo", "en");
  const zones = [...first, ...all].map((choice) => choice.zone);
  expect(new Set(zones).size).toBe(zones.length);
  expect(zones).toContain("Asia/Tokyo");
});
