import { expect, test } from "vitest";
import { readTemplate, type Template, TEMPLATE_VERSION, writeTemplate } from "./template_file.ts";

const template: Template = { name: "Week", sections: [{ en: "Monday", es: "Lunes" }, { en: "Later" }] };
const file = (change: object) => JSON.stringify({ ...JSON.parse(writeTemplate(template)), ...change });

test("what was written is read", () => {
  expect(readTemplate(writeTemplate(template))).toEqual({ ok: template });
  expect(readTemplate(`\uFEFF${writeTemplate(template)}`)).toEqual({ ok: template });
  expect(readTemplate(file({ sections: [{ name: " One  word " }] }))).toEqual({ ok: { name: "Week", sections: [{ en: "One word" }] } });
});

test.each([
  ["", { kind: "not_json" }],
  ["<html>", { kind: "not_json" }],
  ["[]", { kind: "not_template" }],
  ['{"id":"consultancy-50"}', { kind: "not_template" }],
  [file({ convene_board: TEMPLATE_VERSION + 1 }), { kind: "version", version: "2" }],
  [file({ convene_board: "1" }), { kind: "version", version: "1" }],
  [file({ name: "" }), { kind: "field", field: "name" }],
  [file({ name: "x".repeat(121) }), { kind: "field", field: "name" }],
  [file({ sections: { name: "a" } }), { kind: "field", field: "sections" }],
  [file({ sections: [{ name: "a" }, { name: { es: "b" } }] }), { kind: "field", field: "sections[1].name" }],
  [file({ sections: [{ name: { en: "a", "<b>": "b" } }] }), { kind: "field", field: "sections[0].name" }],
  [file({ sections: [null] }), { kind: "field", field: "sections[0].name" }],
  [file({ sections: Array.from({ length: 21 }, () => ({ name: "a" })) }), { kind: "too_many" }],
])("a file that is none is refused with its fault: %s", (text, fault) => {
  expect(readTemplate(text)).toEqual({ fault });
});
