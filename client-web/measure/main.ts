/** `npm run measure`: how fast the pages are with 150 people. Prints a table; `--json FILE` writes the figures. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import type { CDPSession, Page } from "@playwright/test";
import { during, type Frames, load, type Loaded, median } from "./probe.ts";
import { NOTES, PEOPLE, Scene, SEEN } from "./scene.ts";

const RATES = [1, 4];
const DRAG_MS = 6_000;
/** Between two moves of a mouse. */
const MOVE_MS = 8;
const ROOMS = 30;
const PARTS = ["join", "room", "drag", "step"] as const;

interface Row {
  part: string;
  what: string;
  /** So many times slower than this machine. */
  cpu: number;
  figures: { [name: string]: number };
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { json: { type: "string" }, runs: { type: "string", default: "3" }, only: { type: "string", multiple: true }, profile: { type: "string" }, cpu: { type: "string", multiple: true } } });
  const runs = Number(values.runs);
  const wanted = new Set<string>(values.only ?? PARTS);
  const rates = values.cpu?.map(Number) ?? RATES;
  const profile = (name: string) => (values.profile === undefined ? undefined : `${values.profile}/${name}.cpuprofile`);
  const rows: Row[] = [];
  const keep = (part: string, what: string, cpu: number, figures: Row["figures"][]) => {
    const names = Object.keys(figures[0] ?? {});
    const row = { part, what, cpu, figures: Object.fromEntries(names.map((name) => [name, round(median(figures.map((one) => one[name] ?? 0)))])) };
    rows.push(row);
    console.log(line(row));
  };
  const scene = await Scene.open();
  try {
    if (wanted.has("join")) {
      for (const rate of rates) keep("join", "the page of the link, nothing in the cache", rate, await times(runs, () => loaded(scene, undefined, scene.created.join_url, rate, 'input[autocomplete="name"]', 1, profile(`join-${rate}`))));
    }
    const ana = await scene.comeIn(scene.created.join_url, "Ana Morales");
    if (wanted.has("room") || wanted.has("drag")) await scene.crowd.does({ do: "boards", board: scene.board, notes: NOTES, ...SEEN });
    if (wanted.has("room") || wanted.has("drag")) await ana.waitForFunction((count) => document.querySelectorAll("[data-note]").length >= count, NOTES);
    if (wanted.has("room")) {
      const knows = await ana.context().storageState();
      for (const rate of rates) keep("room", `${PEOPLE} people, a board of ${NOTES} notes, nothing in the cache`, rate, await times(runs, () => loaded(scene, knows, ana.url(), rate, "[data-note]", NOTES, profile(`room-${rate}`))));
    }
    if (wanted.has("drag")) {
      for (const pointing of [false, true]) {
        await scene.crowd.does({ do: "point", on: pointing });
        const others = pointing ? `${PEOPLE} pointers move` : "nobody else moves";
        for (const rate of rates) {
          if (pointing) keep("board", `looking on, ${others}`, rate, await times(runs, () => figuresOf(ana, rate, () => wait(DRAG_MS), profile(`look-${rate}`))));
          keep("board", `dragging, ${others}`, rate, await times(runs, () => figuresOf(ana, rate, (devtools) => drag(ana, devtools), profile(`drag-${pointing ? "all" : "one"}-${rate}`))));
        }
      }
      await scene.crowd.does({ do: "leave_boards" });
    }
    if (wanted.has("step")) await steps(scene, ana, rates, profile, keep);
  } finally {
    await scene.end();
  }
  console.log(`\n${table(rows)}`);
  if (values.json !== undefined) {
    const machine = { cpu: cpus()[0]?.model ?? "", cores: cpus().length, memory_gib: round(totalmem() / 2 ** 30), node: process.version, chromium: scene.browser.version() };
    writeFileSync(values.json, `${JSON.stringify({ machine, commit: commit(), runs, people: PEOPLE, notes: NOTES, rooms: ROOMS, rows }, undefined, 2)}\n`);
  }
}

async function loaded(scene: Scene, knows: Parameters<Scene["device"]>[0], address: string, rate: number, there: string, count: number, profile: string | undefined): Promise<Row["figures"]> {
  const page = await scene.device(knows);
  const { firstPaint, there: shown, usable, longest, blocked, kb, scriptKb }: Loaded = await load(page, address, rate, there, count, profile);
  await page.context().close();
  return { first_paint_ms: firstPaint, there_ms: shown, usable_ms: usable, longest_task_ms: longest, blocked_ms: blocked, kb, script_kb: scriptKb };
}

async function figuresOf(page: Page, rate: number, act: (devtools: CDPSession) => Promise<void>, profile?: string): Promise<Row["figures"]> {
  const { fps, fpsMedian, fpsWorst, p95, longestFrame, main, script, style, layout, longest }: Frames = await during(page, rate, act, profile);
  return { fps, fps_median: fpsMedian, fps_worst: fpsWorst, frame_p95_ms: p95, frame_longest_ms: longestFrame, main_ms: main, script_ms: script, style_ms: style, layout_ms: layout, longest_task_ms: longest };
}

/** The mouse takes a note by its head and carries it round the part of the board that is seen. */
async function drag(page: Page, devtools: CDPSession): Promise<void> {
  const from = await page.evaluate(() => {
    const view = document.querySelector(".board-scroller")?.getBoundingClientRect();
    if (!view) throw new Error("no board");
    for (const head of document.querySelectorAll(".note-author")) {
      const box = head.getBoundingClientRect();
      const at = { x: box.left + 20, y: box.top + box.height / 2 };
      if (at.y > view.top + 60 && at.y < view.bottom - 60 && head.contains(document.elementFromPoint(at.x, at.y))) return { ...at, view: { left: view.left, top: view.top, width: view.width, height: view.height } };
    }
    throw new Error("no note to take");
  });
  const mouse = (type: "mousePressed" | "mouseMoved" | "mouseReleased", x: number, y: number) => devtools.send("Input.dispatchMouseEvent", { type, x, y, button: "left", buttons: type === "mouseReleased" ? 0 : 1, clickCount: type === "mouseMoved" ? 0 : 1 });
  const { view } = from;
  // Not so near to the edges that the board scrolls.
  const [rx, ry] = [view.width / 2 - 70, view.height / 2 - 70];
  await mouse("mousePressed", from.x, from.y);
  const start = Date.now();
  let at = { x: from.x, y: from.y };
  const sent: Promise<unknown>[] = [];
  for (let passed = 0; passed < DRAG_MS; passed = Date.now() - start) {
    const turn = (passed / 3_000) * 2 * Math.PI;
    at = { x: view.left + view.width / 2 + rx * Math.sin(turn), y: view.top + view.height / 2 + ry * Math.sin(turn * 1.5) };
    // A hand does not wait for the page.
    sent.push(mouse("mouseMoved", at.x, at.y));
    await wait(MOVE_MS);
  }
  await Promise.all(sent);
  if ((await page.locator("[data-held]").count()) === 0) throw new Error("no note was carried");
  await mouse("mouseReleased", at.x, at.y);
}

/** 150 people go to 30 rooms, and a round takes them from step to step: in the page of one of them, and in that of a facilitator. */
async function steps(scene: Scene, ana: Page, rates: readonly number[], profile: (name: string) => string | undefined, keep: (part: string, what: string, cpu: number, figures: Row["figures"][]) => void): Promise<void> {
  const { helper, crowd, people } = scene;
  await helper.does({ type: "create_rooms", count: ROOMS });
  const rooms = Array.from({ length: ROOMS }, (_, index) => helper.room(index + 1).id);
  const where = new Map(people.map((person, index) => [person, rooms[index % ROOMS] ?? ""]));
  where.set(helper.named("Ana Morales").id, rooms[0] ?? "");
  await helper.does({ type: "assign", people: [...where].map(([person, room]) => ({ person, room })) });
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  await crowd.does({ do: "arrive", rooms: Object.fromEntries(where) });
  const nadia = await scene.comeIn(scene.created.facilitator_url, "Nadia Okafor");
  await nadia.locator(".meeting-nav button").nth(1).click();
  await nadia.locator(".room-grid > li").nth(ROOMS - 1).waitFor();
  for (const rate of rates) {
    await helper.does({ type: "start_round", rooms: null, protocol: { library: "consultancy-50" }, seconds: null });
    for (const [index, room] of rooms.entries()) await helper.does({ type: "set_presenter", room, person: people[index] ?? "" });
    const plan = helper.view.details[rooms[0] ?? ""]?.round?.plan ?? "";
    const pages = [["a participant's page", ana, nadia], ["a facilitator's page of all rooms", nadia, ana]] as const;
    const begun: Row["figures"][][] = [[], []];
    await helper.does({ type: "begin", on: { plan } });
    await wait(3_000);
    for (const [which, [, page, other]] of pages.entries()) {
      // Two pages would take the two processors from each other.
      await other.evaluate(() => 0);
      for (let step = 0; step < 2; step++) {
        // The first ends a step, the second begins the next.
        for (const half of ["ends", "begins"]) {
          const name = profile(`step-${which === 0 ? "participant" : "facilitator"}-${half}-${rate}`);
          const figures = await figuresOf(
            page,
            rate,
            async () => {
              await helper.does({ type: "next_step", on: { plan } });
              await wait(2_000);
            },
            name,
          );
          begun[which]?.push(figures);
        }
      }
    }
    for (const [which, [what]] of pages.entries()) {
      const list = begun[which] ?? [];
      keep("step", `${what}, a step of ${PEOPLE} people in ${ROOMS} rooms ends or begins`, rate, [{ longest_task_ms: Math.max(...list.map((one) => one["longest_task_ms"] ?? 0)), longest_frame_ms: Math.max(...list.map((one) => one["frame_longest_ms"] ?? 0)), main_ms_each: median(list.map((one) => (one["main_ms"] ?? 0) * (one["fps"] ?? 0) * 2)) }]);
    }
    await helper.does({ type: "stop_round", on: { plan } });
  }
}

async function times<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const list: T[] = [];
  for (let index = 0; index < count; index++) list.push(await act());
  return list;
}

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
const round = (value: number) => Math.round(value * 10) / 10;
const line = ({ part, what, cpu, figures }: Row) => `${part} · ${what} · ${cpu}x: ${Object.entries(figures).map(([name, value]) => `${name} ${value}`).join(", ")}`;

/** One table for each part, since they have other figures. */
function table(rows: readonly Row[]): string {
  return [...new Set(rows.map((row) => row.part))]
    .map((part) => {
      const of = rows.filter((row) => row.part === part);
      const names = Object.keys(of[0]?.figures ?? {});
      const head = [`| ${part} | CPU | ${names.join(" | ")} |`, `|---|---|${names.map(() => "---|").join("")}`];
      return [...head, ...of.map(({ what, cpu, figures }) => `| ${what} | ${cpu}x | ${names.map((name) => figures[name] ?? "").join(" | ")} |`)].join("\n");
    })
    .join("\n\n");
}

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}
