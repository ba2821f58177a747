/**
 * What screen readers hear. Many small things at once are said together, the important first; arrivals and departures come
 * as a digest each ten seconds, never one by one. Only a forced move interrupts.
 */
export type Topic = "move" | "countdown" | "floor" | "time" | "message" | "result" | "people";

const ORDER: readonly Topic[] = ["move", "countdown", "floor", "time", "result", "message", "people"];
const GATHER_MS: Record<Topic, number> = { move: 0, countdown: 300, floor: 300, time: 300, result: 300, message: 1500, people: 10_000 };
/** Of these only the latest is true. */
const SUPERSEDED: readonly Topic[] = ["countdown", "floor", "time"];

type Say = (text: string, urgent: boolean) => void;

export interface Timers {
  set: (run: () => void, ms: number) => unknown;
  clear: (timer: unknown) => void;
}

const browserTimers: Timers = {
  set: (run, ms) => setTimeout(run, ms),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

export class Announcer {
  #waiting: { topic: Topic; text: string }[] = [];
  #timer: unknown;
  #dueMs = Number.POSITIVE_INFINITY;
  #say: Say = () => {};
  readonly #timers: Timers;

  constructor(timers: Timers = browserTimers) {
    this.#timers = timers;
  }

  listen(say: Say): () => void {
    this.#say = say;
    return () => {
      this.#say = () => {};
    };
  }

  announce(topic: Topic, text: string): void {
    if (topic === "move") {
      this.#say(text, true);
      return;
    }
    if (this.#waiting.some((item) => item.text === text)) return;
    if (SUPERSEDED.includes(topic)) this.#waiting = this.#waiting.filter((item) => item.topic !== topic);
    this.#waiting.push({ topic, text });
    const wait = GATHER_MS[topic];
    if (this.#timer !== undefined && wait >= this.#dueMs) return;
    if (this.#timer !== undefined) this.#timers.clear(this.#timer);
    this.#dueMs = wait;
    this.#timer = this.#timers.set(() => this.#flush(), wait);
  }

  #flush(): void {
    const texts = ORDER.flatMap((topic) => this.#waiting.filter((item) => item.topic === topic).map((item) => item.text));
    this.#waiting = [];
    this.#timer = undefined;
    this.#dueMs = Number.POSITIVE_INFINITY;
    this.#say(texts.join(" "), false);
  }
}

/** A live region is heard where its text changes: the same words again get a blank that nobody sees or hears. */
export function heardAnew(before: string, text: string): string {
  return text === before ? `${text}\u00a0` : text;
}

export const announcer = new Announcer();
