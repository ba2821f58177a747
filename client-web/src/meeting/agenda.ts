/** Where the agenda stands at a moment: what runs, how late the meeting is, when parts are to be. Pure; the server does the same arithmetic. */
import type { AgendaView, PartId, PartView, Schedule } from "../generated/protocol.ts";

export interface AgendaStand {
  current: PartView | undefined;
  next: PartView | undefined;
  /** Which of the parts runs, from 1. */
  place: number;
  /** Below zero once its time is over. */
  leftMs: number;
  totalMs: number;
  addedMs: number;
  /** When the meeting ends if nothing else happens; none before its first part. */
  expectedEnd: number | undefined;
  /** Expected less promised: above zero is late. */
  behindMs: number;
}

/** Below this nobody calls a meeting late or early. */
const NOTICED_MS = 60_000;

export function partsAfter(agenda: AgendaView, id: PartId | null): readonly PartView[] {
  const at = agenda.parts.findIndex((part) => part.id === id);
  return at < 0 ? [] : agenda.parts.slice(at);
}

export function hasBegun(agenda: AgendaView): boolean {
  return agenda.parts.some((part) => part.started_at !== null);
}

export function agendaStand(agenda: AgendaView, now: number): AgendaStand {
  const current = agenda.parts.find((part) => part.id === agenda.current);
  const next = agenda.parts.find((part) => part.id === agenda.next);
  const rest = partsAfter(agenda, agenda.next).reduce((sum, part) => sum + part.seconds * 1000, 0);
  const expectedEnd = hasBegun(agenda) ? Math.max(agenda.ends_at ?? now, now) + rest : undefined;
  const behind = expectedEnd === undefined || agenda.promised_end === null ? 0 : expectedEnd - agenda.promised_end;
  return {
    current,
    next,
    place: current ? agenda.parts.indexOf(current) + 1 : 0,
    leftMs: (agenda.ends_at ?? now) - now,
    totalMs: (current?.seconds ?? 0) * 1000,
    addedMs: current ? (current.seconds - current.planned) * 1000 : 0,
    expectedEnd,
    behindMs: Math.abs(behind) < NOTICED_MS ? 0 : behind,
  };
}

/** When each part began or is to begin; nothing where that is not known. */
export function beginnings(agenda: AgendaView, schedule: Schedule | null, now: number): ReadonlyMap<PartId, number> {
  const times = new Map<PartId, number>();
  for (const part of agenda.parts) if (part.started_at !== null) times.set(part.id, part.started_at);
  let at = hasBegun(agenda) ? Math.max(agenda.ends_at ?? now, now) : schedule?.starts_at;
  if (at == null) return times;
  for (const part of partsAfter(agenda, agenda.next)) {
    if (part.id === agenda.current) continue;
    times.set(part.id, at);
    at += part.seconds * 1000;
  }
  return times;
}

/** Minutes as people plan them: whole where they can be. */
export function minutesOf(seconds: number): number {
  return Math.round(seconds / 6) / 10;
}
