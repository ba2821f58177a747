/** Tuning, Charrette, Success Analysis, ATLAS and Chalk Talk from their first step to the last: what each reader is asked and may do. */
import { readFileSync } from "node:fs";
import { type Browser, expect, type Page, test } from "@playwright/test";
import type { Definition, Library, Step } from "../../src/generated/protocol.ts";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { expectNothingCut } from "./support/main_pages.ts";
import { createMeeting, join, PHONE } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

type Language = "en" | "es";
type Voice = "presenter" | "group" | "facilitator";
interface Words {
  floor: Record<Step["floor"], Record<Voice, string>> & { silent: string };
  step: { grace: string; finished: string; nextEnd: string; next: string };
}
const read = (language: Language) => JSON.parse(readFileSync(new URL(`../../src/text/${language}.json`, import.meta.url), "utf8")) as Words;
const WORDS: Record<Language, Words> = { en: read("en"), es: read("es") };

const bar = (page: Page) => page.getByRole("region", { name: /Where we are|Dónde estamos/ });
const goRound = (page: Page) => page.getByRole("region", { name: /^(Go-round|Ronda de turnos)$/ });
const addNote = (page: Page) => page.getByRole("button", { name: /^(Add note|Añadir nota)$/ });
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

interface Reader {
  name: string;
  page: Page;
  language: Language;
  phone: boolean;
  voice: Voice;
}

/** The same room for all of them: who presents, who takes part in another language on a phone, who takes part, who facilitates. */
class Room {
  private constructor(
    readonly helper: OnTheWire,
    readonly id: string,
    readonly sam: Page,
    readonly ana: Page,
    readonly luis: Page,
    readonly nadia: Page,
  ) {}

  static async open(browser: Browser): Promise<Room> {
    const created = await createMeeting(convene.url, "The library");
    const nadia = await join(browser, created.facilitator_url, "Nadia Okafor");
    const helper = await OnTheWire.join(created.facilitator_url, "Helper");
    const sam = await join(browser, created.join_url, "Sam");
    const ana = await join(browser, created.join_url, "Ana", { locale: "es-US", viewport: PHONE });
    const luis = await join(browser, created.join_url, "Luis");
    await helper.does({ type: "create_rooms", count: 1 });
    const { id } = helper.room(1);
    await helper.does({ type: "assign", people: ["Sam", "Ana", "Luis"].map((name) => ({ person: helper.named(name).id, room: id })) });
    await helper.does({ type: "open_rooms", in_seconds: 0 });
    await nadia.page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "All rooms", exact: true }).click();
    await nadia.page.getByRole("button", { name: "Enter Room 1" }).click();
    for (const { page } of [nadia, sam, ana, luis]) await expect(page.locator("[data-room-heading]")).toContainText(/Room 1|Sala 1/u);
    return new Room(helper, id, sam.page, ana.page, luis.page, nadia.page);
  }

  readers(presenter: boolean): Reader[] {
    return [
      { name: "Sam", page: this.sam, language: "en", phone: false, voice: presenter ? "presenter" : "group" },
      { name: "Ana", page: this.ana, language: "es", phone: true, voice: "group" },
      { name: "Luis", page: this.luis, language: "en", phone: false, voice: "group" },
      { name: "Nadia", page: this.nadia, language: "en", phone: false, voice: "facilitator" },
    ];
  }

  async begin(protocol: string): Promise<Definition> {
    const library = (await (await fetch(`${convene.url}/api/protocols`)).json()) as Library;
    const definition = library.protocols.find(({ id }) => id === protocol);
    if (!definition) throw new Error(`no protocol ${protocol}`);
    await this.helper.does({ type: "start_round", rooms: [this.id], protocol: { library: protocol }, seconds: null });
    for (const { page, language } of this.readers(definition.presenter)) await expect(bar(page)).toContainText(language === "en" ? "Gathering" : "Reunión del grupo");
    if (definition.presenter) await this.sam.getByRole("button", { name: "I can present" }).click();
    else await expect(this.sam.getByRole("button", { name: "I can present" })).toHaveCount(0);
    await shot(this.sam, `${protocol}-0-sam`);
    await this.nadia.getByRole("button", { name: "Begin the round" }).click();
    return definition;
  }

  /** The facilitator's 'next' twice: the step's time is over, and so is its grace. */
  async next(): Promise<void> {
    await this.helper.does({ type: "next_step", on: { room: this.id } });
    const { round } = this.helper.view.details[this.id] ?? {};
    if (round?.ended_at === null) await this.helper.does({ type: "next_step", on: { room: this.id } });
  }

  /** Every reader is told where they are, who speaks and what is asked of them; and can do what they are told. */
  async expectStep(definition: Definition, index: number): Promise<void> {
    const step = definition.steps[index];
    if (!step) throw new Error("no such step");
    const following = definition.steps[index + 1];
    for (const reader of this.readers(definition.presenter)) {
      const { page, language, phone, voice } = reader;
      const where = bar(page);
      const what = `${definition.id} ${step.id} ${reader.name}`;
      await expect(where, what).toContainText(language === "en" ? `${index + 1} of ${definition.steps.length}` : `${index + 1} de ${definition.steps.length}`);
      await expect(where, what).toContainText(step.name[language] ?? "");
      const { floor } = WORDS[language];
      const speaks = step.floor === "nobody" && voice === "presenter" && !mayWrite(step, voice) ? floor.silent : floor[step.floor][voice];
      if (step.floor !== "go_round" && step.floor !== "pairs") await expect(where, what).toContainText(capital(speaks.replaceAll("{{name}}", "Sam")));
      const prompt = step.prompts[voice][language] ?? "";
      expect(prompt, `${what} is asked something`).not.toBe("");
      await expect(page.getByText(prompt).first(), what).toBeVisible();
      if (!phone) await expect(where, what).toContainText(following ? WORDS[language].step.next.replace("{{step}}", following.name[language] ?? "") : WORDS[language].step.nextEnd);
      if (voice === "facilitator") {
        for (const words of [step.prompts.say, step.prompts.redirect]) if (words?.[language]) await expect(page.getByText(words[language]).first(), what).toBeVisible();
      } else if (!phone) {
        if (mayWrite(step, voice)) await expect(addNote(page), what).toBeEnabled();
        else await expect(addNote(page), what).toHaveCount(0);
      }
    }
    await this.expectChat(step, definition.presenter);
    await this.look(`${definition.id}-${index + 1}-${step.id}`);
  }

  /** Tried by the page where it offers to, else by what it says. */
  private async expectChat(step: Step, presenter: boolean): Promise<void> {
    if (step.floor === "go_round") return;
    for (const { page, voice } of this.readers(presenter).filter(({ phone, voice: own }) => !phone && own !== "facilitator")) {
      await page.getByRole("tab", { name: /^Chat/u }).click();
      const closed = page.getByText("In this step you only read the chat. Your draft is kept.");
      await expect(closed, `${step.id} ${voice}`).toHaveCount(maySpeak(step, voice) ? 0 : 1);
    }
  }

  private async look(name: string): Promise<void> {
    await expectNothingCut(this.ana, name);
    if (process.env["SHOTS"] === undefined) return;
    for (const [who, page] of [["sam", this.sam], ["luis", this.luis], ["nadia", this.nadia], ["ana-phone", this.ana]] as const) await shot(page, `${name}-${who}`);
  }

  /** From the first step to the last, with what people do in some of them. */
  async goThrough(protocol: string, acts: Record<string, (definition: Definition) => Promise<void>> = {}): Promise<void> {
    const definition = await this.begin(protocol);
    for (const [index, step] of definition.steps.entries()) {
      await test.step(`${protocol}: ${step.id}`, async () => {
        await this.expectStep(definition, index);
        await acts[step.id]?.(definition);
        await this.next();
      });
    }
    for (const { page, language } of this.readers(definition.presenter)) await expect(bar(page)).toContainText(WORDS[language].step.finished);
  }

  async note(page: Page, words: string): Promise<void> {
    await addNote(page).click();
    const text = page.getByRole("textbox", { name: /Text of the note|Texto de la nota/u });
    await text.fill(words);
    await text.press("Escape");
    // It has arrived before the step ends, as it has where people have the grace of a step.
    const other = page === this.sam ? this.luis : this.sam;
    await expect(other.getByRole("group", { name: words })).toBeVisible();
  }
}

function maySpeak(step: Step, voice: Voice): boolean {
  switch (step.floor) {
    case "everyone":
    case "ask":
    case "pairs":
      return true;
    case "presenter":
      return voice === "presenter";
    case "group":
      return voice === "group";
    default:
      return false;
  }
}

function mayWrite(step: Step, voice: Voice): boolean {
  return (step.write ?? []).some(({ who }) => who === "everyone" || who === voice);
}

test("five protocols of the library, whole: what the presenter, the group and the facilitator are told and may do in each step", async ({ browser }) => {
  test.slow();
  const room = await Room.open(browser);
  const { sam, ana, luis, nadia } = room;
  const agree = async () => {
    await sam.getByText("The meeting’s record").click();
    await expect.poll(() => room.helper.view.details[room.id]?.sharing).toBe("meeting");
  };

  await room.goThrough("tuning", {
    present: async ({ brings }) => {
      await sam.getByRole("button", { name: "Write my card" }).click();
      const dialog = sam.getByRole("dialog");
      await dialog.getByLabel(brings?.line["en"] ?? "").fill("Does the task open the idea?");
      await dialog.getByRole("button", { name: "Save" }).click();
      for (const page of [sam, ana, luis, nadia]) await expect(bar(page)).toContainText("Does the task open the idea?");
    },
    write: async () => room.note(luis, "The first problem is within reach"),
    feedback: async () => {
      // The presenter has their notebook instead, and may be asked one question.
      await sam.getByRole("tab", { name: "Notebook" }).click();
      await expect(sam.getByRole("tabpanel", { name: "Notebook" })).toBeVisible();
      await expectAccessible(sam, "a presenter who listens");
      await nadia.getByRole("button", { name: "Ask the presenter" }).click();
      await expect(bar(sam)).toContainText("Answer briefly. Then you listen again.");
    },
    respond: agree,
  });
  await room.goThrough("charrette", { want: async () => room.note(sam, "Ideas for the second half"), discuss: async () => room.note(luis, "Begin with the data"), gains: agree });
  await room.goThrough("success-analysis", { write: async () => room.note(luis, "Everyone asked a question"), respond: agree });
  await room.goThrough("atlas", { look: async () => room.note(sam, "Row 4 is empty"), describe: async () => room.note(luis, "Row 7 doubles") });
  await room.goThrough("chalk-talk", {
    write: async () => room.note(sam, "Time"),
    patterns: async () => {
      await expect(bar(luis)).toContainText(/Talk with .*Sam/u);
      await expect(bar(ana)).toContainText(/Converse con .*Luis/u);
    },
    share: async () => {
      // Sam passes, Ana and Luis say theirs, and Sam is asked once more.
      await expect(bar(sam)).toContainText("It is your turn.");
      await expect(bar(ana)).toContainText("El turno es de Sam; después le toca a usted.");
      await goRound(sam).getByRole("button", { name: "I pass" }).click();
      await expect(bar(ana)).toContainText("Es su turno.");
      await goRound(ana).getByRole("button", { name: "Ya terminé" }).click();
      await goRound(luis).getByRole("button", { name: "I’m done" }).click();
      await expect(goRound(luis)).toContainText("Those who passed are asked once more.");
      await goRound(sam).getByRole("button", { name: "I’m done" }).click();
      await expect(bar(luis)).toContainText("Everyone has had a turn. You may speak.");
    },
  });

  // All five are in the record, each with its steps.
  expect(room.helper.view.details[room.id]?.round?.ended_at).not.toBeNull();
  room.helper.leave();
});
