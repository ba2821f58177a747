/** What all scenes of the long run share: the server, the people, the links; and what several scenes do. */
import { expect } from "@playwright/test";
import type { Cast } from "../support/cast.ts";
import type { Convene } from "../support/convene.ts";
import type { Person } from "../support/person.ts";

/** Minutes of the six steps. The first four are ended by the facilitator, the last two by the clock. */
export const MINUTES = ["4", "4", "4", "6", "0.6", "0.5"];
export const QUESTION = "How do I open fractions to students who have given up?";
export const RESTATED = "How do I let students who have given up show what they already know about fractions?";
export const MEIS_QUESTION = "How do we keep lab time when the schedule shrinks?";

interface Stage {
  convene: Convene;
  cast: Cast;
  joinLink: string;
  code: string;
  /** The meeting's id. */
  meeting: string;
}

/** Filled by the first scenes; the scenes run in order, and a failing one ends the run. */
export const stage = {} as Stage;

export const room1 = (): Person[] => [stage.cast.rosa, stage.cast.sam, stage.cast.ana];
export const room2 = (): Person[] => [stage.cast.kofi, stage.cast.mei, stage.cast.tom];

/** 'Next step' waits five seconds in which it can be cancelled; pressed again it goes at once, and again in the grace. */
export async function forward(to: string): Promise<void> {
  const { nadia, ana, mei } = stage.cast;
  const plan = nadia.page.getByRole("region", { name: /^Round: Consultancy/ });
  await plan.getByRole("button", { name: "Next step" }).click();
  await expect(ana.stepBar).toContainText("Finish your sentence.");
  await plan.getByRole("button", { name: "Now", exact: true }).click();
  await ana.inStep(to);
  await mei.inStep(to);
  await expect(plan.getByRole("heading", { name: to })).toBeVisible();
}
