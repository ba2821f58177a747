/** Protocols in which one is client after the other: whose turn it is. Pure. */
import type { ClientView, Definition, DetailView, PersonId, View } from "../generated/protocol.ts";
import { stepOf } from "./small.ts";

export interface ClientTurn {
  /** From 1. */
  number: number;
  count: number;
  /** Undefined: all who are here have been client. */
  person: PersonId | undefined;
}

/** How many are client in a round of this protocol; zero where nobody is. */
export function clientCount(definition: Definition | undefined): number {
  return Math.max(0, ...(definition?.steps ?? []).map((step) => (step.client === undefined ? 0 : step.client + 1)));
}

/** The turn that is on in a room; none in other protocols and before the first. */
export function clientTurn(view: View, detail: DetailView | undefined): ClientTurn | undefined {
  const round = detail?.round;
  const step = stepOf(view, detail);
  if (!round || step?.client === undefined) return undefined;
  return { number: step.client + 1, count: clientCount(view.definitions[round.plan]?.definition), person: round.presenter ?? undefined };
}

/** A client's own turn in the round that is on or was the last; none for who was not client. */
export function ownTurn(detail: DetailView | undefined, person: PersonId): (ClientView & { turn: number }) | undefined {
  const clients = detail?.round?.clients ?? [];
  const turn = clients.findIndex((client) => client.person === person);
  const own = clients[turn];
  return own && { ...own, turn };
}
