import { expect, test } from "vitest";
import { dilemmaCommand, textsOf } from "./dilemma_edit.ts";

test("only what was typed is sent: none keeps what stands on the card, empty takes away", () => {
  expect(dilemmaCommand("room", { focus_question: " How? ", title: "" })).toEqual({
    type: "set_dilemma",
    room: "room",
    title: "",
    overview: null,
    focus_question: "How?",
    restated_question: null,
    links: null,
  });
  expect(dilemmaCommand("room", { links: "https://a.example\n\nhttps://b.example " })).toMatchObject({ focus_question: null, links: ["https://a.example", "https://b.example"] });
});

test("a card without words is empty fields", () => {
  expect(textsOf({ title: null, overview: null, focus_question: "Q", restated_question: null, links: ["https://a.example"] })).toEqual({ title: "", overview: "", focus_question: "Q", restated_question: "", links: "https://a.example" });
});
