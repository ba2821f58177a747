import { expect, test } from "vitest";
import { persistently, type Waits } from "./lazily.ts";

function waits(): Waits & { slept: number[] } {
  const slept: number[] = [];
  return { slept, mostMs: 4_000, allMs: 10_000, sleep: async (ms) => void slept.push(ms) };
}

test("a part that cannot be loaded just now is tried again, ever more slowly", async () => {
  const world = waits();
  let tries = 0;
  const load = async () => {
    tries += 1;
    if (tries < 4) throw new Error("the server is away");
    return "here";
  };
  await expect(persistently(load, world)).resolves.toBe("here");
  expect(world.slept).toEqual([500, 1_000, 2_000]);
});

test("after all that it fails, with the reason", async () => {
  const world = waits();
  await expect(persistently(async () => Promise.reject(new Error("gone")), world)).rejects.toThrow("gone");
  expect(world.slept).toEqual([500, 1_000, 2_000, 4_000, 4_000]);
});
