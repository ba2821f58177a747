import { expect, test } from "vitest";
import type { CardView, PersonView, View } from "../../generated/protocol.ts";
import { cardsFor, draftOf, homeOf } from "./gallery.ts";

const card = (room: string): CardView => ({ room, question: "How?", takeaways: ["Ask"], ask: null, released: true });
const person = (news: Partial<PersonView>): PersonView => ({ role: "participant", room: "main", assigned: "a", ...news }) as PersonView;
const view = (sent: string[]): View => ({ meeting: { main_room: "main" }, gallery: { phase: "open", cards: ["a", "b", "c", "d", "e"].map(card) }, own_gallery: { sent } }) as unknown as View;

test("one is of the room that one is in, or assigned to from the main room", () => {
  expect(homeOf(view([]), person({}))).toBe("a");
  expect(homeOf(view([]), person({ room: "b" }))).toBe("b");
  expect(homeOf(view([]), person({ assigned: null }))).toBeUndefined();
});

test("an empty card begins with the focus question as it was last worded", () => {
  expect(draftOf(null, { focus_question: "What?", restated_question: null }).question).toBe("What?");
  expect(draftOf(null, { focus_question: "What?", restated_question: "How?" }).question).toBe("How?");
  expect(draftOf({ ...card("a"), question: null }, { focus_question: "What?", restated_question: null })).toEqual({ question: "", takeaways: ["Ask", "", ""], ask: "" });
});

test("participants get the cards that they are sent to, in order; others all", () => {
  expect(cardsFor(view(["d", "b", "gone"]), person({})).map(({ room }) => room)).toEqual(["d", "b"]);
  expect(cardsFor(view([]), person({ role: "facilitator", assigned: null }))).toHaveLength(5);
});
