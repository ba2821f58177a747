import { describe, expect, test } from "vitest";
import { columnsOf, emptyPlace, freePlace, NOTE_HEIGHT, NOTE_WIDTH, placesOf } from "./layout.ts";
import { inOrderOf } from "./ListView.tsx";
import type { Note } from "./notes.ts";
import { groupsOf, swapped } from "./order.ts";

const note = (id: string, section: string, y: number, x = 0): Note => ({ id, section, y, x, color: "yellow", group: "", author: "p", text: id });
const SECTIONS = [
  { id: "heard", name: "What we heard" },
  { id: "think", name: "What we think" },
];
const ids = (groups: ReturnType<typeof groupsOf>) => groups.map((group) => [group.section?.id ?? "rest", group.notes.map((one) => one.id).join("")]);

describe("reading order", () => {
  test("by section, then from top to bottom, then from left to right; equal places by when they were made", () => {
    const notes = [note("d", "think", 0), note("c", "heard", 50), note("b", "heard", 5, 9), note("a", "heard", 5, 2), note("f", "think", 9), note("e", "think", 9)];
    expect(ids(groupsOf(notes, SECTIONS))).toEqual([["heard", "abc"], ["think", "def"]]);
  });

  test("notes of sections that are gone come last, and a board without sections shows all as one", () => {
    const notes = [note("a", "gone", 0), note("b", "heard", 5)];
    expect(ids(groupsOf(notes, SECTIONS))).toEqual([["heard", "b"], ["think", ""], ["rest", "a"]]);
    expect(ids(groupsOf(notes, []))).toEqual([["", "ab"]]);
  });

  test("a note changes its place with its neighbour, also where both stand at one place", () => {
    for (const y of [5, 20]) {
      const notes = [note("a", "heard", 5), note("b", "heard", y), note("c", "heard", 90)];
      const second = notes[1] as Note;
      const moved = swapped(notes, second, -1) ?? [];
      const after = notes.map((one) => ({ ...one, ...moved.find((place) => place.id === one.id) }));
      expect(ids(groupsOf(after, SECTIONS))[0]).toEqual(["heard", "bac"]);
    }
  });

  test("the first has no place before it", () => {
    const notes = [note("a", "heard", 5), note("b", "heard", 9)];
    expect(swapped(notes, notes[0] as Note, -1)).toBeUndefined();
    expect(swapped(notes, notes[1] as Note, 1)).toBeUndefined();
  });

  test("while somebody writes, the list keeps its order; new notes come at the end, deleted ones go", () => {
    const before = groupsOf([note("a", "heard", 1), note("b", "heard", 2), note("c", "think", 3)], SECTIONS);
    const now = groupsOf([note("b", "think", 1), note("a", "heard", 9), note("d", "heard", 0)], SECTIONS);
    expect(ids([...inOrderOf(before, now)])).toEqual([["heard", "abd"], ["think", ""]]);
  });
});

describe("places on the board", () => {
  test("no two notes lie on each other, wherever they were put", () => {
    const notes = Array.from({ length: 40 }, (_, index) => note(`n${index}`, "heard", (index * 37) % 200, (index * 61) % 400));
    const columns = columnsOf(groupsOf(notes, SECTIONS), 900, []);
    const places = [...placesOf(columns, new Map()).values()];
    for (const [index, a] of places.entries()) {
      for (const b of places.slice(index + 1)) {
        expect(Math.abs(a.left - b.left) >= NOTE_WIDTH || Math.abs(a.top - b.top) >= NOTE_HEIGHT).toBe(true);
      }
    }
  });

  test("a new note finds a free place: beside where there is room, else below", () => {
    const notes = [note("a", "heard", 10, 10)];
    expect(freePlace(notes, new Map(), 420).y).toBe(10);
    expect(freePlace(notes, new Map([["a", 150]]), 210)).toEqual({ x: 10, y: 170 });
  });

  test("of many sections those that are empty and not asked for are slim", () => {
    const sections = ["a", "b", "c", "d", "e"].map((id) => ({ id, name: id }));
    const columns = columnsOf(groupsOf([note("n", "d", 0)], sections), 800, ["b"]);
    expect(columns.filter((column) => !column.slim).map((column) => column.group.section?.id)).toEqual(["b", "d"]);
  });

  test("an empty board says so where notes are asked for, and not on the names of slim sections", () => {
    const sections = ["a", "b", "c", "d", "e"].map((id) => ({ id, name: id }));
    const place = (asked: string[]) => emptyPlace(columnsOf(groupsOf([], sections), 1200, asked), asked);
    expect(place(["c"])).toEqual({ left: 80, width: 1040 });
    expect(place(["b", "c"])).toEqual({ left: 40, width: 1080 });
    expect(place(["b", "d"])).toEqual({ left: 40, width: 540 });
    expect(place([])).toEqual({ left: 0, width: 1200 });
    expect(place(["gone"]).left).toBe(200);
  });
});
