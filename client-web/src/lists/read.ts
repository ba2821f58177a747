/** Reads a list of people or rooms from the text of a spreadsheet. The rules of what may stand in it are the server's. Pure. */
import Papa from "papaparse";
import type { ExpectedPerson, ExpectedRoom, ListFault, ListFaultKind, ListField, ListTable } from "../generated/protocol.ts";
import { grouped } from "../meeting/grouped.ts";
import { isFacilitator, kindOf, languageTag, type PeopleColumn, peopleColumn, type RoomsColumn, roomsColumn } from "./columns.ts";

/** Rows beyond this are no meeting's; the server says how many it takes. */
const ROWS_MAX = 5_000;

export type FileFault =
  | { kind: "empty" }
  | { kind: "no_name" }
  | { kind: "too_many_rows"; count: number }
  /** Headings that are no column of ours. */
  | { kind: "unknown"; columns: string[] }
  | { kind: "column_twice"; columns: string[] };

export interface RowFault {
  table: ListTable;
  row: number;
  field: ListField | "email" | undefined;
  fault: ListFaultKind | "cells" | "quotes" | "bad_email" | "same_email" | "bad_kind" | "facilitator";
  otherRow: number | undefined;
}

export interface PeopleList {
  fault: FileFault | undefined;
  faults: RowFault[];
  people: ExpectedPerson[];
  /** By row. They stay on this device. */
  emails: ReadonlyMap<number, string>;
  /** Which columns there are. */
  columns: readonly PeopleColumn[];
}

export interface RoomsList {
  fault: FileFault | undefined;
  faults: RowFault[];
  rooms: ExpectedRoom[];
}

export interface Options {
  /** Columns that are none of ours are left out. */
  leaveOut?: boolean;
  /** Rows of one name and organization are different people. */
  namesakes?: boolean;
}

interface Table<C extends string> {
  fault: FileFault | undefined;
  columns: C[];
  /** With the number that the row has in a spreadsheet. */
  rows: { row: number; cells: Partial<Record<C, string>> }[];
  faults: RowFault[];
}

export function readPeople(text: string, options: Options = {}): PeopleList {
  const table = readTable<PeopleColumn>(text, "people", peopleColumn, options.leaveOut === true);
  const named = table.columns.includes("name") || table.columns.includes("first_name") || table.columns.includes("last_name");
  const fault = table.fault ?? (named ? undefined : ({ kind: "no_name" } as const));
  if (fault) return { fault, faults: [], people: [], emails: new Map(), columns: table.columns };
  const faults = [...table.faults];
  const emails = new Map<number, string>();
  const rowOf = new Map<string, number>();
  const people = table.rows.map(({ row, cells }): ExpectedPerson => {
    const said = (column: PeopleColumn) => cells[column] || null;
    const wrong = (field: RowFault["field"], kind: RowFault["fault"], otherRow?: number) => faults.push({ table: "people", row, field, fault: kind, otherRow });
    const email = cells.email?.trim() ?? "";
    if (email !== "") {
      const other = rowOf.get(email.toLowerCase());
      if (!/^[^\s@,;<>"]+@[^\s@,;<>"]+$/u.test(email) || email.length > 254) wrong("email", "bad_email");
      else if (other !== undefined) wrong("email", "same_email", other);
      rowOf.set(email.toLowerCase(), row);
      emails.set(row, email);
    }
    const kind = said("kind") ?? "";
    const known = kind === "" ? "participant" : kindOf(kind);
    if (known === undefined) wrong("kind", isFacilitator(kind) ? "facilitator" : "bad_kind");
    return {
      row,
      name: cells.name ?? [cells.first_name, cells.last_name].filter(Boolean).join(" "),
      organization: said("organization"),
      subject: said("subject"),
      position: said("position"),
      pronouns: said("pronouns"),
      access_needs: said("access_needs"),
      language: cells.language ? languageTag(cells.language) : null,
      room: said("room"),
      kind: known ?? "participant",
      namesake: options.namesakes === true,
    };
  });
  // Two addresses are two people, whatever they are called.
  const alike = grouped(people, keyOf);
  for (const rows of alike.values()) if (rows.length > 1 && rows.every(({ row }) => emails.has(row))) for (const person of rows) person.namesake = true;
  return { fault: undefined, faults, people, emails, columns: table.columns };
}

export function readRooms(text: string, options: Options = {}): RoomsList {
  const table = readTable<RoomsColumn>(text, "rooms", roomsColumn, options.leaveOut === true);
  const fault = table.fault ?? (table.columns.includes("name") ? undefined : ({ kind: "no_name" } as const));
  if (fault) return { fault, faults: [], rooms: [] };
  const rooms = table.rows.map(({ row, cells }): ExpectedRoom => ({ row, name: cells.name ?? "", voice: cells.voice || null }));
  return { fault: undefined, faults: table.faults, rooms };
}

/** Who is the same by name and organization; `protocol::meeting::expected` says the same. */
export function keyOf(person: { name?: string | null; organization?: string | null }): string {
  return `${same(person.name)}\n${same(person.organization)}`;
}

function same(words: string | null | undefined): string {
  return (words ?? "").normalize("NFC").split(/\s+/u).join(" ").trim().replace(/\.+$/u, "").toLowerCase();
}

/** A fault as the server tells it. */
export function ofServer({ table, row, field, fault, other_row }: ListFault): RowFault {
  return { table, row, field, fault, otherRow: other_row };
}

function readTable<C extends string>(text: string, table: ListTable, columnOf: (heading: string) => C | undefined, leaveOut: boolean): Table<C> {
  const none = { columns: [], rows: [], faults: [] };
  const plainText = text.replace(/^\ufeff/u, "");
  const parsed = Papa.parse<string[]>(plainText, { delimiter: delimiterOf(plainText) });
  const lines = parsed.data.map((cells, index) => ({ row: index + 1, cells: cells.map(cell) })).filter(({ cells }) => cells.some((words) => words !== ""));
  const [head, ...body] = lines;
  if (!head || body.length === 0) return { ...none, fault: { kind: "empty" } };
  if (body.length > ROWS_MAX) return { ...none, fault: { kind: "too_many_rows", count: body.length } };
  const found = head.cells.map((heading) => ({ heading, column: heading === "" ? undefined : columnOf(heading) }));
  const unknown = found.flatMap(({ heading, column }) => (heading !== "" && column === undefined ? [heading] : []));
  if (unknown.length > 0 && !leaveOut) return { ...none, fault: { kind: "unknown", columns: unknown } };
  const columns = found.flatMap(({ column }) => (column === undefined ? [] : [column]));
  const twice = found.filter(({ column }, index) => column !== undefined && found.findIndex((other) => other.column === column) < index);
  if (twice.length > 0) return { ...none, fault: { kind: "column_twice", columns: twice.map(({ heading }) => heading) } };
  const faults: RowFault[] = [];
  for (const { type, row } of parsed.errors) if (type === "Quotes") faults.push({ table, row: (row ?? 0) + 1, field: undefined, fault: "quotes", otherRow: undefined });
  for (const { row, cells } of body) {
    // Headings and cells are one to one; a comma that is not in quotes moves all that follow.
    const more = cells.slice(found.length).some((words) => words !== "");
    const under = found.some(({ heading }, index) => heading === "" && (cells[index] ?? "") !== "");
    if (more || under) faults.push({ table, row, field: undefined, fault: "cells", otherRow: undefined });
  }
  const rows = body.map(({ row, cells }) => {
    const named: Partial<Record<C, string>> = {};
    for (const [index, { column }] of found.entries()) if (column !== undefined) named[column] = cells[index] ?? "";
    return { row, cells: named };
  });
  return { fault: undefined, columns, rows, faults };
}

/** The one that makes the most of the headings: the parser's own guess needs more rows than a short list has. */
function delimiterOf(text: string): string {
  const cells = (delimiter: string) => Papa.parse<string[]>(text.trimStart(), { delimiter, preview: 1 }).data[0]?.length ?? 0;
  return [",", ";", "\t"].reduce((best, each) => (cells(each) > cells(best) ? each : best));
}

/** What our own files put before a formula is taken away again. */
function cell(words: string): string {
  const text = words.trim();
  return /^'[=+\-@＝＋－＠]/u.test(text) ? text.slice(1) : text;
}
