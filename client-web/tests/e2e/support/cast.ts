/** Who is in the long run: a facilitator, two room facilitators, six participants, each with a browser of their own. */
import { randomBytes } from "node:crypto";
import { type Browser, expect, test } from "@playwright/test";
import { Person } from "./person.ts";

export const TITLE = "Science community, spring meeting";

/** Room 1: Rosa facilitates, Sam presents, Ana, and Luis who comes late on a phone. Room 2: Kofi facilitates, Mei steps in, Tom, Lupe. */
export interface Cast {
  nadia: Person;
  rosa: Person;
  kofi: Person;
  sam: Person;
  ana: Person;
  luis: Person;
  mei: Person;
  tom: Person;
  lupe: Person;
}

export const ABOUT: Record<keyof Cast, { organization: string; position: string }> = {
  nadia: { organization: "Sacramento County Office", position: "Network lead" },
  rosa: { organization: "Fresno COE", position: "Coach" },
  kofi: { organization: "Merced COE", position: "Coach" },
  sam: { organization: "Stanislaus COE", position: "Mathematics coordinator" },
  ana: { organization: "Fresno COE", position: "Teacher" },
  luis: { organization: "Tulare COE", position: "Teacher" },
  mei: { organization: "Alameda COE", position: "Science coordinator" },
  tom: { organization: "Merced COE", position: "Principal" },
  lupe: { organization: "Kern COE", position: "Maestra" },
};

export async function castOf(browser: Browser): Promise<Cast> {
  return {
    nadia: await Person.arrive(browser, "Nadia Okafor"),
    rosa: await Person.arrive(browser, "Rosa Delgado"),
    kofi: await Person.arrive(browser, "Kofi Mensah"),
    sam: await Person.arrive(browser, "Sam Whitfield"),
    ana: await Person.arrive(browser, "Ana Morales"),
    luis: await Person.arrive(browser, "Luis Ortega", { phone: true }),
    mei: await Person.arrive(browser, "Mei Tanaka", { dark: true }),
    tom: await Person.arrive(browser, "Tom Keller"),
    lupe: await Person.arrive(browser, "Lupe Ramírez", { language: "es-ES" }),
  };
}

/** Somebody who gave their name and never opened the room: a join, and no browser after it. */
export async function registerOnly(server: string, meeting: string, link: string, name: string): Promise<void> {
  const response = await fetch(`${server}/api/meetings/${meeting}/people`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${link.split("#j.")[1]}` },
    body: JSON.stringify({ secret: randomBytes(24).toString("base64url"), name, organization: "Kings COE", position: null, language: "en" }),
  });
  expect(response.status).toBe(201);
}

/** For whoever looks at a failure: what everybody saw at that moment. */
export async function showAll(people: Cast | undefined): Promise<void> {
  if (people === undefined || test.info().status === test.info().expectedStatus) return;
  for (const person of Object.values(people) as Person[]) {
    const body = await person.page.screenshot().catch(() => undefined);
    if (body) await test.info().attach(person.name, { body, contentType: "image/png" });
  }
}
