/**
 * One meeting from its creation to its record, by ten people in ten browsers against the real server: rooms, one start on one
 * plan, a whole consultancy round with shortened minutes, a kill in the middle of it, and what each may keep of it. The scenes
 * are in `consultancy/`.
 */
import { test } from "@playwright/test";
import * as after from "./consultancy/after.ts";
import * as before from "./consultancy/before.ts";
import * as round from "./consultancy/round.ts";
import { stage } from "./consultancy/stage.ts";
import { castOf, showAll } from "./support/cast.ts";
import { Convene } from "./support/convene.ts";
import { expectOnePlanToEndAtOneMoment } from "./support/journal.ts";
import type { Person } from "./support/person.ts";

test.describe.configure({ mode: "serial", timeout: 90_000 });

test.beforeAll(async ({ browser }) => {
  stage.convene = await Convene.start();
  stage.cast = await castOf(browser);
});
test.afterEach(() => showAll(stage.cast));
test.afterAll(async () => {
  for (const person of Object.values(stage.cast ?? {}) as Person[]) await person.context.close();
  await stage.convene.stop();
});

test("a facilitator creates the meeting, and people come in", before.createAndComeIn);
test("the facilitator plans two rooms, their people, their facilitators and where they talk", before.planRooms);
test("rooms open after a countdown that can be cancelled", before.openRooms);
test("one start: rooms gather, and the room without a presenter waits while the others begin", before.gatherAndBegin);
test("somebody on a phone comes late, and the waiting room finds a presenter among its own", round.comeLate);
test("who has the floor writes, the others read", round.obeyTheFloor);
test("two people write in one note at once, and both keep every letter", round.writeTogether);
test("while the group talks the presenter is refused by the server, on the page and on raw sockets", round.refuseThePresenter);
test("hands, a call for help, and everybody's page in the middle of the round", round.askForHelp);
test("a reload in the middle brings the same room, step and notes", round.reload);
test("the server is killed and started again: everyone is back in their room and step with the right time left", round.killAndRestart);
test("an operator sees the meeting without a name in it", ({ browser }) => after.operate(browser));
test("one room holds, and both rooms end together", round.holdAndEnd);
test("everyone is brought back", after.bringBack);
test("the meeting ends, and the facilitator leaves with the record", after.endWithTheRecord);
test("the facilitators' record: who was there, and every room's times, planned and real", after.readTimes);
test("the journal in the database file: both rooms of the plan ended at the same moment, though one held", () => expectOnePlanToEndAtOneMoment(stage.convene.database, stage.meeting, 2));
test("what goes how far: agreed, not agreed, and a room without a presenter", after.readWithinSharing);
test("the record is read as a page, and a wrong link says what to do", ({ browser }) => after.readAsPage(browser));
