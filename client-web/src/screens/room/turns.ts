/** A go-round in words: whose turn it is, for each kind of reader. Pure. */
import type { TFunction } from "i18next";
import type { PersonId, PersonView, Timeline, Turns } from "../../generated/protocol.ts";

/** The floor of a go-round in the second person; none where the step is no go-round, or nobody takes part in it. */
export function turnWords(
  t: TFunction,
  turns: Turns | undefined,
  me: PersonView,
  voice: "presenter" | "group" | "facilitator",
  nameOf: (person: PersonId) => string | undefined,
): string | undefined {
  if (!turns) return undefined;
  const [speaker, next] = turns.order;
  if (speaker === undefined) {
    if (turns.done.length === 0) return undefined;
    return t(voice === "presenter" ? "turns.openPresenter" : "turns.open");
  }
  if (speaker === me.id) return t("turns.mine");
  if (voice === "presenter") return undefined;
  const name = nameOf(speaker) ?? t("chat.gone");
  if (next === me.id) return t("turns.theirsNext", { name });
  return t(voice === "facilitator" ? "turns.theirsFacilitator" : "turns.theirs", { name });
}

/** What is left of the turn that is on; it stands and moves with the step. */
export function turnLeftMs(turns: Turns, timeline: Timeline, now: number): number {
  return untilLeftMs(turns.until_left, timeline, now);
}

/** How long it is until so much of the step is left. */
export function untilLeftMs(untilLeft: number, timeline: Timeline, now: number): number {
  const { clock } = timeline;
  if (clock.state !== "running" && clock.state !== "paused" && clock.state !== "held") return 0;
  const left = clock.state === "running" ? clock.ends_at - now : clock.left;
  return Math.max(0, left - Math.max(0, untilLeft));
}
