/** Parts of an agenda as they are planned. Pure. */
import type { PartKind, PartView, PartWish } from "../../generated/protocol.ts";
import { readMinutes } from "./minutes.ts";

export const PART_KINDS: readonly PartKind[] = ["welcome", "keynote", "breakout", "consultancy", "gallery", "discussion", "closing"];

/** protocol/src/limits.rs */
export const PARTS_MAX = 30;
const PART_SECONDS_MIN = 60;
const PART_SECONDS_MAX = 4 * 3600;

export function readPartMinutes(text: string): number | undefined {
  const seconds = readMinutes(text);
  return seconds === undefined || seconds < PART_SECONDS_MIN || seconds > PART_SECONDS_MAX ? undefined : seconds;
}

export function wishOf(part: PartView): PartWish {
  const { kind, title, seconds, speaker, speaker_name, slides, captions } = part;
  return { kind, title, seconds, speaker, speaker_name, slides, captions };
}

/** Two hours with a keynote and one consultancy. */
export const TWO_HOURS: readonly PartWish[] = [
  { kind: "welcome", seconds: 600 },
  { kind: "keynote", seconds: 1500 },
  { kind: "consultancy", seconds: 3300 },
  { kind: "gallery", seconds: 600 },
  { kind: "discussion", seconds: 600 },
  { kind: "closing", seconds: 600 },
];
