/** Steps forward and back reach everyone: they wait a moment, can be cancelled wherever the facilitator goes meanwhile, and are sent. */
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { Command, DefinitionView, PlanId, Timeline, Timestamp } from "../../generated/protocol.ts";
import { useConnection, useSend } from "../../meeting/context.tsx";
import { inLanguage } from "../../meeting/step.ts";
import { caughtUp, inGrace } from "./schedule.ts";

/** How long a step forward or back can be cancelled before it is sent. */
export const CANCEL_MS = 5_000;

export type StepType = "next_step" | "back_step";

export interface WaitingStep {
  plan: PlanId;
  type: StepType;
  /** The step from which it goes. */
  from: number | null;
  /** When it is sent, by the server's clock. */
  at: Timestamp;
}

export interface SteppingWorld {
  now: () => Timestamp;
  later: (run: () => void, ms: number) => unknown;
  cancel: (timer: unknown) => void;
  /** The schedule of a plan; none once it is over. */
  timeline: (plan: PlanId) => Timeline | undefined;
}

/** A step that ended by itself meanwhile is not ended again. */
export function isMeant(waiting: WaitingStep, timeline: Timeline | undefined, now: Timestamp): boolean {
  if (!timeline) return false;
  const current = caughtUp(timeline, now);
  return current.step === waiting.from && current.clock.state !== "finished" && !inGrace(current, now);
}

/** Outlives the page on which somebody pressed. One step of a plan waits at a time. */
export class Stepping {
  readonly #world: SteppingWorld;
  readonly #timers = new Map<PlanId, unknown>();
  readonly #listeners = new Set<() => void>();
  #waiting: readonly WaitingStep[] = [];
  #send: (command: Command) => void = () => {};

  constructor(world: SteppingWorld) {
    this.#world = world;
  }

  sendBy(send: (command: Command) => void): void {
    this.#send = send;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  current = (): readonly WaitingStep[] => this.#waiting;

  wait(plan: PlanId, type: StepType): void {
    this.cancel(plan);
    const timeline = this.#world.timeline(plan);
    if (!timeline) return;
    const now = this.#world.now();
    this.#set([...this.#waiting, { plan, type, from: caughtUp(timeline, now).step, at: now + CANCEL_MS }]);
    this.#timers.set(
      plan,
      this.#world.later(() => this.#due(plan), CANCEL_MS),
    );
  }

  cancel(plan: PlanId): void {
    this.#world.cancel(this.#timers.get(plan));
    this.#timers.delete(plan);
    if (this.#waiting.some((waiting) => waiting.plan === plan)) this.#set(this.#waiting.filter((waiting) => waiting.plan !== plan));
  }

  go(plan: PlanId, type: StepType): void {
    this.cancel(plan);
    this.#send({ type, on: { plan } });
  }

  /** Whoever leaves the meeting has meant what they pressed. */
  flush(): void {
    for (const { plan } of this.#waiting) this.#due(plan);
  }

  #due(plan: PlanId): void {
    const waiting = this.#waiting.find((each) => each.plan === plan);
    this.cancel(plan);
    if (waiting && isMeant(waiting, this.#world.timeline(plan), this.#world.now())) this.#send({ type: waiting.type, on: { plan } });
  }

  #set(waiting: readonly WaitingStep[]): void {
    this.#waiting = waiting;
    for (const listener of this.#listeners) listener();
  }
}

/** Kept by the frame of the meeting. */
export function useNewStepping(): Stepping {
  const connection = useConnection();
  const send = useSend();
  const [stepping] = useState(
    () =>
      new Stepping({
        now: () => connection.serverNow(),
        later: (run, ms) => setTimeout(run, ms),
        cancel: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout> | undefined),
        timeline: (plan) => {
          const found = connection.current().view?.plans[plan];
          return found && found.rooms.length > 0 ? found.timeline : undefined;
        },
      }),
  );
  useEffect(() => stepping.sendBy((command) => void send(command)), [stepping, send]);
  useEffect(() => () => stepping.flush(), [stepping]);
  return stepping;
}

export const SteppingContext = createContext<Stepping | undefined>(undefined);

export function useStepping(): Stepping {
  const stepping = useContext(SteppingContext);
  if (!stepping) throw new Error("Used outside of a meeting.");
  return stepping;
}

export function useWaitingSteps(): readonly WaitingStep[] {
  const stepping = useStepping();
  return useSyncExternalStore(stepping.subscribe, stepping.current);
}

/** What pressing it leads to: the words, and the name of the step where there is one. */
export function stepAction(type: StepType, from: number | null, definition: DefinitionView, language: string): { word: "finish" | "nextTo" | "backTo"; step: string } {
  const { steps } = definition.definition;
  const at = from ?? 0;
  const to = steps[type === "next_step" ? at + 1 : at - 1];
  const word = type === "back_step" ? "backTo" : at === steps.length - 1 ? "finish" : "nextTo";
  return { word, step: to ? inLanguage(to.name, language) : "" };
}
