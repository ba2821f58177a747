import { type ComponentType, lazy, type LazyExoticComponent } from "react";

/** A part of the page that is loaded when it is shown first, or ahead of that. */
export type Lazily<Props> = LazyExoticComponent<ComponentType<Props>> & { preload: () => void };

export interface Waits {
  /** The longest wait between two tries, and of all tries together. */
  mostMs: number;
  allMs: number;
  sleep: (ms: number) => Promise<void>;
}

const WAITS: Waits = {
  mostMs: 4_000,
  allMs: 120_000,
  sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
};

/** Tries again while the server is away: a part that cannot be loaded just now is no fault of the page. */
export async function persistently<T>(load: () => Promise<T>, waits: Waits = WAITS): Promise<T> {
  let waited = 0;
  for (let wait = 500; ; wait = Math.min(wait * 2, waits.mostMs)) {
    try {
      return await load();
    } catch (error) {
      if (waited >= waits.allMs) throw error;
      await waits.sleep(wait);
      waited += wait;
    }
  }
}

const failedStyles = new Set<HTMLLinkElement>();
if (typeof document !== "undefined") {
  const note = (event: Event) => {
    if (event.target instanceof HTMLLinkElement && event.target.rel === "stylesheet") failedStyles.add(event.target);
  };
  // Errors of loading do not bubble; they are seen on their way down.
  document.addEventListener("error", note, { capture: true });
}

/** Style sheets that came with a part and did not load are not asked for again by themselves. */
function reloadStyles(): void {
  for (const link of failedStyles) link.replaceWith(link.cloneNode());
  failedStyles.clear();
}

export function lazily<Props>(load: () => Promise<{ default: ComponentType<Props> }>): Lazily<Props> {
  let failed = false;
  const component = lazy(async () => {
    const loaded = await persistently(() =>
      load().catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    );
    if (failed) reloadStyles();
    return loaded;
  });
  // What is loaded ahead and fails is loaded again when it is shown.
  const preload = () =>
    void load().catch(() => {
      failed = true;
    });
  return Object.assign(component, { preload });
}
