/** Which acts on the clock the server would refuse now, and why: said before they are tried. Pure. */
import type { RoundView } from "../../generated/protocol.ts";
import type { StepNow } from "../../meeting/step.ts";

/** What a room may hold for in one round (protocol/src/limits.rs). */
export const HOLD_SECONDS_MAX = 180;

export type Act = "begin" | "stop" | "plus" | "minus" | "back" | "next";
export type Reason = "together" | "no_presenter" | "is_paused" | "is_held" | "last_step" | "first_step" | "hold_used_up" | "rooms_together";

export interface Standing {
  now: StepNow;
  round: RoundView;
  /** Acts on the whole plan: a facilitator, or a room alone on its plan. */
  onPlan: boolean;
  presenterHere: boolean;
}

export function whyNot(act: Act, { now, round, onPlan, presenterHere }: Standing): Reason | undefined {
  if (act === "begin") {
    if (now.kind === "waiting") return presenterHere ? undefined : "no_presenter";
    return onPlan ? undefined : "together";
  }
  if (now.kind !== "step") return undefined;
  if (act === "back" && now.index === 0) return "first_step";
  if (onPlan) return undefined;
  if (round.pace === "together") return "rooms_together";
  if (now.standing === "paused") return "is_paused";
  if (now.standing === "held") return act === "stop" ? undefined : "is_held";
  // The time of a room comes out of its later steps and goes back to them.
  if (act !== "back" && now.next === undefined) return "last_step";
  if ((act === "stop" || act === "plus" || act === "back") && round.hold_used >= HOLD_SECONDS_MAX) return "hold_used_up";
  return undefined;
}

/** Milliseconds of the room's three minutes that are left, counting down in a hold. */
export function holdLeftMs(round: RoundView, now: number): number {
  const { clock } = round.timeline;
  const left = (HOLD_SECONDS_MAX - round.hold_used) * 1000;
  return clock.state === "held" ? Math.max(0, left - (now - clock.since)) : left;
}
