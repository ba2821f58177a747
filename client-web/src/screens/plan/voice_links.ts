/** Reads voice links that were pasted in bulk: one on a line, in the order of the rooms or with the room in front. Pure. */
import type { RoomId, RoomView } from "../../generated/protocol.ts";

export type LinkFault = "no_link" | "not_allowed" | "unknown_room" | "no_room_left" | "twice" | "too_long";

export interface LinkLine {
  /** From 1, as in the text. */
  line: number;
  text: string;
  room: RoomId | undefined;
  link: string | undefined;
  fault: LinkFault | undefined;
}

/** protocol/src/meeting/decide/rooms.rs */
const LINK_LENGTH_MAX = 500;

/** `rooms` in their order; the main room is number 0 and is meant by its name only. */
export function readLinks(text: string, rooms: readonly RoomView[], mainNames: readonly string[]): LinkLine[] {
  const breakouts = rooms.filter((room) => room.number > 0).sort((a, b) => a.number - b.number);
  const taken = new Set<RoomId>();
  let next = 0;
  const read = (raw: string, index: number): LinkLine => {
    const at: LinkLine = { line: index + 1, text: raw.trim(), room: undefined, link: undefined, fault: undefined };
    const { prefix, rest } = split(at.text);
    if (rest === "") return { ...at, fault: /\b\w+:/u.test(at.text) ? "not_allowed" : "no_link" };
    const link = normal(rest);
    if (link === undefined) return { ...at, fault: "not_allowed" };
    if (link.length > LINK_LENGTH_MAX) return { ...at, fault: "too_long" };
    const room = prefix === "" ? breakouts[next] : named(prefix, rooms, mainNames);
    if (!room) return { ...at, link, fault: prefix === "" ? "no_room_left" : "unknown_room" };
    if (room.number > 0) next = breakouts.indexOf(room) + 1;
    if (taken.has(room.id)) return { ...at, room: room.id, link, fault: "twice" };
    taken.add(room.id);
    return { ...at, room: room.id, link };
  };
  return text
    .split(/\r?\n/u)
    .map((raw, index) => ({ raw, index }))
    .filter(({ raw }) => raw.trim() !== "")
    .map(({ raw, index }) => read(raw, index));
}

/** "Room 3: https://…" into what names the room and what may be the link. */
function split(text: string): { prefix: string; rest: string } {
  const start = text.search(/(?:[a-z][a-z0-9+.-]*:\S)|(?:\+[\d])/iu);
  if (start < 0) return { prefix: text, rest: "" };
  return { prefix: text.slice(0, start).replace(/[\s:;,.)\-–—=|]+$/u, "").trim(), rest: text.slice(start).trim() };
}

/** The link as it is kept; `undefined` for anything but https and telephone numbers. */
function normal(text: string): string | undefined {
  if (/^\+[\d\s().-]+$/u.test(text)) return `tel:${text.replace(/[^\d+]/gu, "")}`;
  const phone = /^tel:(.*)$/iu.exec(text)?.[1];
  if (phone !== undefined) {
    const number = phone.replace(/\s+/gu, "");
    return /\d/u.test(number) && /^[\d+\-.()*#,;=extpw]+$/iu.test(number) ? `tel:${number}` : undefined;
  }
  if (/[\s<>"'`\\]/u.test(text) || !/^https:\/\//iu.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.hostname === "" || url.username !== "" || url.password !== "" ? undefined : text;
}

function named(prefix: string, rooms: readonly RoomView[], mainNames: readonly string[]): RoomView | undefined {
  const wanted = prefix.toLocaleLowerCase();
  if (mainNames.some((name) => name.toLocaleLowerCase() === wanted)) return rooms.find((room) => room.number === 0);
  const own = rooms.find((room) => room.name !== null && room.name.toLocaleLowerCase() === wanted);
  if (own) return own;
  const number = /(?:^|\D)(\d{1,3})$/u.exec(prefix)?.[1];
  return number === undefined ? undefined : rooms.find((room) => room.number > 0 && room.number === Number(number));
}
