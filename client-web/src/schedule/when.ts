/** When a meeting is, in the reader's time and in the meeting's. Pure. */
import type { Schedule } from "../generated/protocol.ts";

export const OWN_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Zones that facilitators here look for first; every other one follows them. */
const COMMON = ["America/Los_Angeles", "America/Denver", "America/Phoenix", "America/Chicago", "America/New_York", "America/Anchorage", "Pacific/Honolulu"];

/** A zone that this browser does not know is shown in its own. */
export function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions();
    return zone;
  } catch {
    return OWN_ZONE;
  }
}

/** `2026-12-03T10:00` on the clocks of a zone, as form fields want it. */
export function onClocks(at: number, zone: string): string {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: knownZone(zone), year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const parts = new Map(format.formatToParts(at).map((part) => [part.type, part.value]));
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}T${parts.get("hour")}:${parts.get("minute")}`;
}

/** "Pacific Time"; the name of the place where a language has no other name for it. */
export function zoneName(zone: string, language: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZone: knownZone(zone), timeZoneName: "longGeneric" }).formatToParts(0);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? zone.replaceAll("_", " ");
}

export interface When {
  /** "Thursday, December 3, 10:00 – 12:00 AM", in the reader's own time. */
  own: string;
  /** The same in the meeting's time with its name, where its clocks show something else. */
  there: string | undefined;
  /** The name of the reader's own time, said where there are two. */
  ownZone: string;
}

/** None while the day is not known. */
export function when(schedule: Schedule, language: string, ownZone: string = OWN_ZONE): When | undefined {
  if (schedule.starts_at === null) return undefined;
  const from = schedule.starts_at;
  const to = from + schedule.minutes * 60_000;
  const range = (zone: string) =>
    new Intl.DateTimeFormat(language, { timeZone: knownZone(zone), weekday: "long", month: "long", day: "numeric", hour: "numeric", minute: "2-digit" }).formatRange(from, to);
  const same = onClocks(from, ownZone) === onClocks(from, schedule.time_zone);
  return {
    own: range(ownZone),
    there: same ? undefined : `${range(schedule.time_zone)} (${zoneName(schedule.time_zone, language)})`,
    ownZone: zoneName(ownZone, language),
  };
}

export interface ZoneChoice {
  zone: string;
  text: string;
}

/** Zones to choose from: one's own and the common ones by the name that people use, then all by their place. */
export function zoneChoices(chosen: string, language: string): { first: ZoneChoice[]; all: ZoneChoice[] } {
  const first = [...new Set([OWN_ZONE, chosen, ...COMMON])].map((zone) => ({ zone, text: `${zoneName(zone, language)} (${place(zone)})` }));
  const listed = new Set(first.map((choice) => choice.zone));
  const all = Intl.supportedValuesOf("timeZone")
    .filter((zone) => !listed.has(zone))
    .map((zone) => ({ zone, text: zone.replaceAll("_", " ") }));
  return { first, all };
}

function place(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}
