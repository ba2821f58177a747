/** What is asked of a page: when it can be used, its frames, its long tasks, its main thread's time. */
import { writeFileSync } from "node:fs";
import type { CDPSession, Page } from "@playwright/test";

/** So long without a task of more than 50 ms, and the main thread is quiet. */
const QUIET_MS = 1_000;

export interface Loaded {
  /** All from the navigation on, ms. */
  firstPaint: number;
  /** What was waited for is there. */
  there: number;
  /** It is there, and the last long task before a quiet second is over. */
  usable: number;
  longest: number;
  /** The sum of what long tasks had above 50 ms. */
  blocked: number;
  /** As they came over the network. */
  kb: number;
  scriptKb: number;
}

export async function throttled(page: Page, rate: number): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate });
  return devtools;
}

/** Opens an address on a device that has nothing of it; `there`: what has to be on the page, `count` times. */
export async function load(page: Page, address: string, rate: number, there: string, count: number, profile?: string): Promise<Loaded> {
  const devtools = await throttled(page, rate);
  await devtools.send("Network.enable");
  let [bytes, script] = [0, 0];
  const scripts = new Set<string>();
  devtools.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.add(requestId);
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength;
    if (scripts.has(requestId)) script += encodedDataLength;
  });
  await page.addInitScript(
    ({ selector, least }) => {
      const seen = { there: 0, long: [] as [number, number][] };
      Object.assign(window, { seen });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.long.push([entry.startTime, entry.duration]);
      }).observe({ type: "longtask", buffered: true });
      // With the next drawing after it, so that it is seen and not only made.
      const look = () => {
        if (document.querySelectorAll(selector).length >= least) requestAnimationFrame(() => (seen.there = performance.now()));
        else requestAnimationFrame(look);
      };
      look();
    },
    { selector: there, least: count },
  );
  const recorded = await record(devtools, profile);
  await page.goto(address, { waitUntil: "commit" });
  const read = await page.waitForFunction(
    (quiet) => {
      const { seen } = window as unknown as { seen: { there: number; long: [number, number][] } };
      const last = seen.long.at(-1);
      const end = Math.max(seen.there, last ? last[0] + last[1] : 0);
      if (seen.there === 0 || performance.now() < end + quiet) return false;
      const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
      return { firstPaint: paint, there: seen.there, usable: end, longest: Math.max(0, ...seen.long.map(([, ms]) => ms)), blocked: seen.long.reduce((sum, [, ms]) => sum + ms - 50, 0) };
    },
    QUIET_MS,
    { polling: 250, timeout: 120_000 },
  );
  const times = (await read.jsonValue()) as Omit<Loaded, "kb" | "scriptKb">;
  await recorded();
  await devtools.detach();
  return { ...times, kb: bytes / 1000, scriptKb: script / 1000 };
}

export interface Frames {
  seconds: number;
  /** Frames a second: of all, of the middle and of the worst second. */
  fps: number;
  fpsMedian: number;
  fpsWorst: number;
  /** Between two frames, ms. */
  p95: number;
  longestFrame: number;
  /** The main thread's time for each frame, ms. */
  main: number;
  script: number;
  style: number;
  layout: number;
  longest: number;
}

/** What happens on a page while something is done. Times are of the main thread alone, and so of no graphics hardware. */
export async function during(page: Page, rate: number, run: (devtools: CDPSession) => Promise<void>, profile?: string): Promise<Frames> {
  const devtools = await throttled(page, rate);
  await devtools.send("Performance.enable");
  await page.evaluate(() => {
    const seen = { frames: [] as number[], long: [] as number[], on: true };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.long.push(entry.duration);
    }).observe({ type: "longtask" });
    const frame = (at: number) => {
      seen.frames.push(at);
      if (seen.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const before = await metrics(devtools);
  const recorded = await record(devtools, profile);
  await run(devtools);
  const after = await metrics(devtools);
  await recorded();
  const heard = await page.evaluate(async () => {
    const { seen } = window as unknown as { seen: { frames: number[]; long: number[]; on: boolean } };
    seen.on = false;
    // Long tasks are told of a little later.
    await new Promise((done) => setTimeout(done, 300));
    return seen;
  });
  await devtools.detach();
  const frames = heard.frames.slice(1);
  const between = frames.slice(1).map((at, index) => at - (frames[index] ?? 0));
  const [start, end] = [frames[0] ?? 0, frames.at(-1) ?? 0];
  const windows: number[] = [];
  for (let from = start; from + 1000 <= end; from += 1000) windows.push(frames.filter((at) => at >= from && at < from + 1000).length);
  const spent = (name: string) => (((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1000) / Math.max(1, frames.length);
  return {
    seconds: (end - start) / 1000,
    fps: (between.length * 1000) / (end - start),
    fpsMedian: median(windows),
    fpsWorst: Math.min(...windows),
    p95: quantile(between, 0.95),
    longestFrame: Math.max(...between),
    main: spent("TaskDuration"),
    script: spent("ScriptDuration"),
    style: spent("RecalcStyleDuration"),
    layout: spent("LayoutDuration"),
    longest: Math.max(0, ...heard.long),
  };
}

async function metrics(devtools: CDPSession): Promise<Map<string, number>> {
  const { metrics: list } = await devtools.send("Performance.getMetrics");
  return new Map(list.map(({ name, value }) => [name, value]));
}

/** A profile of the processor into a file that the developer tools of Chromium open. */
async function record(devtools: CDPSession, file: string | undefined): Promise<() => Promise<void>> {
  if (file === undefined) return () => Promise.resolve();
  await devtools.send("Profiler.enable");
  await devtools.send("Profiler.setSamplingInterval", { interval: 200 });
  await devtools.send("Profiler.start");
  return async () => {
    const { profile } = await devtools.send("Profiler.stop");
    writeFileSync(file, JSON.stringify(profile));
  };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const median = (values: readonly number[]) => quantile(values, 0.5);
