import { describe, expect, test } from "vitest";
import type { AnnouncementView } from "../../generated/protocol.ts";
import { newsFor } from "./news.ts";

const MINUTE = 60_000;
const message = (at: number, rooms: string[] | null = null): AnnouncementView => ({ id: `m${at}`, by: "nadia", at, text: "Ten minutes to go", rooms });
const ana = { id: "ana", joinedAt: 5 * MINUTE, inRoomSince: 0 };

describe("a facilitators' message", () => {
  test("is news to who was there, also when their page is loaded again", () => {
    expect(newsFor(ana, [message(6 * MINUTE)], 7 * MINUTE)).toMatchObject({ earlier: false });
  });

  test("is an earlier one to who joined after it", () => {
    expect(newsFor(ana, [message(4 * MINUTE)], 7 * MINUTE)).toMatchObject({ earlier: true });
  });

  test("to a room is an earlier one to who was moved there after it; to all it stays news", () => {
    const moved = { ...ana, inRoomSince: 7 * MINUTE };
    expect(newsFor(moved, [message(6 * MINUTE, ["room"])], 8 * MINUTE)).toMatchObject({ earlier: true });
    expect(newsFor(moved, [message(6 * MINUTE)], 8 * MINUTE)).toMatchObject({ earlier: false });
  });

  test("is history after ten minutes, and not shown to its author", () => {
    expect(newsFor(ana, [message(6 * MINUTE)], 16 * MINUTE)).toBeUndefined();
    expect(newsFor({ ...ana, id: "nadia" }, [message(6 * MINUTE)], 7 * MINUTE)).toBeUndefined();
    expect(newsFor(ana, [], 0)).toBeUndefined();
  });
});
