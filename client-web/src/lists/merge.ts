/** The file for a mail merge: who gets which link. It is written here and nowhere else, since addresses stay on this device. Pure. */
import Papa from "papaparse";
import type { PersonId, PersonView } from "../generated/protocol.ts";
import { grouped } from "../meeting/grouped.ts";
import { keyOf, type PeopleList } from "./read.ts";

/** The same rule as in records (protocol/src/record/csv.rs): nothing that a spreadsheet would run. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;

/** Addresses of people by the file that they stand in: the first row of a name is the first who was added of it. */
export function emailsOf(people: readonly PersonView[], list: PeopleList): ReadonlyMap<PersonId, string> {
  const byOrganization = list.columns.includes("organization");
  const key = (person: { name?: string | null; organization?: string | null }) => keyOf(byOrganization ? person : { ...person, organization: null });
  const rows = grouped(list.people, key);
  const found = new Map<PersonId, string>();
  for (const [alike, known] of grouped(people.toSorted((a, b) => (a.id < b.id ? -1 : 1)), key)) {
    for (const [index, person] of known.entries()) {
      const row = rows.get(alike)?.[index]?.row;
      const email = row === undefined ? undefined : list.emails.get(row);
      if (email !== undefined) found.set(person.id, email);
    }
  }
  return found;
}

export interface MergeRow {
  person: PersonView;
  link: string;
  email: string | undefined;
  room: string;
}

export interface MergeWords {
  name: string;
  organization: string;
  email: string;
  room: string;
  link: string;
}

/** With a byte order mark: spreadsheets read it as UTF-8 only then. */
export function mergeFile(rows: readonly MergeRow[], headings: MergeWords): string {
  const withEmail = rows.some(({ email }) => email !== undefined);
  const fields = [headings.name, headings.organization, ...(withEmail ? [headings.email] : []), headings.room, headings.link];
  const data = rows.map(({ person, link, email, room }) => [person.name, person.organization ?? "", ...(withEmail ? [email ?? ""] : []), room, link]);
  return `\ufeff${Papa.unparse({ fields, data }, { newline: "\r\n", escapeFormulae: FORMULA })}\r\n`;
}
