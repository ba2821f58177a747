/** A third language by one file, in a browser: Polish, which has more plural forms than English, other dates and an alphabet of its own. */
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import type { Library } from "../../src/generated/protocol.ts";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, someone } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { BuiltClient } from "./support/third_language.ts";
import { OnTheWire } from "./support/wire.ts";

/** Not all of it: what is missing is said in English. */
const POLISH = {
  common: { language: "Język", save: "Zapisz", cancel: "Anuluj" },
  join: {
    name: "Imię i nazwisko",
    submit: "Wejdź na spotkanie",
    here_zero: "Nikogo jeszcze nie ma.",
    here_one: "Jest {{count}} osoba.",
    here_few: "Są {{count}} osoby.",
    here_many: "Jest {{count}} osób.",
    here_other: "Jest {{count}} osoby.",
  },
  ask: { organization: "Organizacja" },
  meeting: { me: "{{name}} (ty)", editMe: "Zmień imię i rolę…", navRoom: "Sala", navPeople: "Osoby", nav: "Części spotkania" },
  room: { main: "Sala główna", people: "Osoby", numbered: "Sala {{number}}" },
  hand: { raise: "Podnieś rękę" },
  step: { label: "Gdzie jesteśmy", of: "{{number}} z {{count}}" },
  schedule: { calendar: "Dodaj do kalendarza" },
  // What the server writes.
  files: {
    record: {
      title: "Zapis spotkania",
      forFacilitators: "Dla prowadzących",
      timesAreIn: "Wszystkie godziny według {{zone}}; czas trwania w minutach i sekundach.",
      whoWasThere: "Kto był",
      person: { name: "Imię i nazwisko", role: "Na spotkaniu" },
      mainRoom: "Sala główna",
      round: "Runda {{number}}: {{name}}",
      roles: { participant: "Osoba uczestnicząca", facilitator: "Osoba prowadząca" },
    },
    calendar: { comeIn: "Wejdź tutaj: {{link}}" },
    rehearsal: { title: "Próba: {{title}}" },
  },
};

let convene: Convene;
let client: BuiltClient;
/** Where the pages with one language more are. */
let polish: string;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  client = await BuiltClient.with("pl", POLISH);
  convene = await Convene.start(["--text-folder", client.text]);
  polish = await client.at(convene.url);
});

test.afterAll(async () => {
  await convene.stop();
  await client.remove();
});

const there = (link: string) => link.replace(convene.url, polish);

const isPolish = async (page: Page) => {
  await expect(page.locator("html")).toHaveAttribute("lang", "pl");
  await expect(page.locator("html")).toHaveAttribute("dir", "ltr");
};

test("one file is a language: chosen or the browser's own, with its plurals, dates, order of names, and English where it is silent", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Nauka");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  await helper.does({ type: "set_schedule", time_zone: "Europe/Warsaw", starts: "2026-12-05T10:00", minutes: 90 });
  const others: OnTheWire[] = [];
  for (const name of ["Luiza", "Łucja", "Marek"]) others.push(await OnTheWire.join(created.join_url, name));

  // The browser asks for Polish: the door speaks it, and says four people in the form for four.
  const ewa = await someone(browser, "Ewa", { locale: "pl-PL", timezoneId: "Europe/Warsaw" });
  await ewa.page.goto(there(created.join_url));
  await isPolish(ewa.page);
  await expect(ewa.page.getByText("Są 4 osoby.")).toBeVisible();
  await expect(ewa.page.locator("time").first()).toContainText("5 grudnia");
  await expect(ewa.page.getByRole("radio", { name: "Polski" }).or(ewa.page.getByLabel("Polski"))).toBeChecked();
  await expectAccessible(ewa.page, "the door in a third language");
  await shot(ewa.page, "language-door");
  others.push(await OnTheWire.join(created.join_url, "Zofia"));
  await ewa.page.reload();
  await expect(ewa.page.getByText("Jest 5 osób.")).toBeVisible();
  await ewa.page.getByLabel("Imię i nazwisko").fill("Ewa");
  await ewa.page.getByRole("button", { name: "Wejdź na spotkanie" }).click();
  const bar = ewa.page.getByRole("region", { name: "Gdzie jesteśmy" });
  await expect(bar.getByRole("heading", { name: "Sala główna" })).toBeVisible();
  await expect(ewa.page.getByRole("button", { name: "Podnieś rękę" })).toBeVisible();
  // The server knows what she reads; what the file lacks is said in English.
  await expect.poll(() => helper.named("Ewa").language).toBe("pl");
  await expect(ewa.page.getByRole("button", { name: "Call the facilitator" })).toBeVisible();
  await expectAccessible(ewa.page, "a room in a third language");

  // Somebody chooses it on the page, and it stays chosen.
  const nadia = await someone(browser, "Nadia");
  await nadia.page.goto(there(created.facilitator_url));
  await expect(nadia.page.locator("html")).toHaveAttribute("lang", "en");
  await nadia.page.getByLabel("Your name").fill("Nadia");
  await nadia.page.getByRole("button", { name: "Join the meeting" }).click();
  await nadia.page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "People", exact: true }).click();
  const names = nadia.page.getByRole("table").getByRole("rowheader");
  const inOrder = async () => (await names.allInnerTexts()).map((text) => /Luiza|Łucja|Marek/.exec(text)?.[0]).filter((text) => text !== undefined);
  await expect.poll(inOrder).toEqual(["Łucja", "Luiza", "Marek"]);
  await nadia.page.getByRole("button", { name: /Nadia \(you\)/ }).click();
  await nadia.page.getByRole("menuitem", { name: "Change my name and role…" }).click();
  await nadia.page.getByRole("dialog").getByText("Polski", { exact: true }).click();
  await isPolish(nadia.page);
  await nadia.page.getByRole("dialog").getByRole("button", { name: "Zapisz" }).click();
  await expect.poll(() => helper.named("Nadia").language).toBe("pl");
  await expect.poll(inOrder, "ł comes after l").toEqual(["Luiza", "Łucja", "Marek"]);
  await nadia.page.reload();
  await isPolish(nadia.page);
  await shot(nadia.page, "language-people");

  // The files that the server writes are in the language of the page, by the same file; what it lacks is said in English.
  const record = async () => {
    const [file] = await Promise.all([nadia.page.waitForEvent("download"), nadia.page.getByRole("button", { name: /Markdown/ }).click()]);
    return readFile(await file.path(), "utf8");
  };
  await nadia.page.getByRole("navigation", { name: "Części spotkania" }).getByRole("button", { name: "Links and record", exact: true }).click();
  const written = await record();
  expect(written).toContain("*Zapis spotkania. Dla prowadzących.*");
  expect(written).toContain("Wszystkie godziny według Europe/Warsaw; czas trwania w minutach i sekundach.");
  expect(written).toContain("## Kto był\n\n| Imię i nazwisko | Organization | Role there | Na spotkaniu |");
  expect(written).toMatch(/\| Łucja \|.*\| Osoba uczestnicząca \|/);
  const secret = new URL(created.join_url).hash.replace("#j.", "");
  const entry = (asked: string) => fetch(`${convene.url}/api/meetings/${helper.view.meeting.id}/meeting.ics`, { headers: { authorization: `Bearer ${secret}`, "accept-language": asked } });
  expect(await (await entry("pl-PL, en;q=0.5")).text()).toContain("DESCRIPTION:Wejdź tutaj: http");
  expect(await (await entry("fr, es;q=0.8, pl;q=0.5")).text()).toContain("DESCRIPTION:Entre aquí: http");
  await nadia.page.evaluate(() => localStorage.setItem("convene.language", "es"));
  await nadia.page.reload();
  await nadia.page.getByRole("navigation", { name: "Partes de la reunión" }).getByRole("button", { name: "Enlaces y registro", exact: true }).click();
  expect(await record()).toContain("## Quiénes estuvieron");

  // A protocol says what it has in Polish, and the rest in the meeting's language.
  const { protocols } = (await (await fetch(`${convene.url}/api/protocols`)).json()) as Library;
  const known = protocols.find((protocol) => protocol.id === "atlas");
  const [first, ...rest] = known?.steps ?? [];
  if (!known || !first) throw new Error("no protocol");
  const group = "Każdy pisze sam.";
  const own = { ...known, steps: [{ ...first, name: { ...first.name, pl: "Na początek" }, prompts: { ...first.prompts, group: { ...first.prompts.group, pl: group } } }, ...rest] };
  const main = helper.view.meeting.main_room;
  await helper.does({ type: "start_round", rooms: [main], protocol: { own }, seconds: null });
  await helper.does({ type: "begin", on: { room: main } });
  await expect(bar.getByRole("heading", { name: new RegExp(`1 z ${known.steps.length}\\s*Na początek`) })).toBeVisible();
  await expect(bar).toContainText(group);
  await expect(bar).toContainText(`next: ${rest[0]?.name["en"]}`);
  await shot(ewa.page, "language-room");
  for (const one of [helper, ...others]) one.leave();
  for (const { context } of [ewa, nadia]) await context.close();
});
