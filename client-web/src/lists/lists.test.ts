import { describe, expect, test } from "vitest";
import type { PersonView } from "../generated/protocol.ts";
import { kindOf, languageTag, peopleColumn } from "./columns.ts";
import { decode } from "./decode.ts";
import { emailsOf, mergeFile } from "./merge.ts";
import { readPeople, readRooms } from "./read.ts";

const twoOfOneName = (first: string, second: string) => `Name,County,E-mail\nAna Ruiz,Kern,${first}\nana  ruiz,Kern.,${second}\nBen,Kern,\n`;
const person = (id: string, name: string, organization: string) => ({ id, name, organization }) as PersonView;
const bytes = (text: string) => new TextEncoder().encode(text);
const wide = (text: string, little: boolean) => Uint8Array.from([...text].flatMap((letter) => (little ? [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8] : [letter.charCodeAt(0) >> 8, letter.charCodeAt(0) & 255])));

describe("the letters of a file", () => {
  const text = "Nombre,Condado\r\nJosé Núñez,Kern\r\n";

  test.each([
    ["UTF-8", bytes(text)],
    ["UTF-8 with a mark", Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes(text)])],
    ["UTF-16 as Excel saves it", Uint8Array.from([0xff, 0xfe, ...wide(text, true)])],
    ["UTF-16, the other way round", Uint8Array.from([0xfe, 0xff, ...wide(text, false)])],
    ["UTF-16 without a mark", wide(text, true)],
  ])("%s is understood", (_, file) => {
    expect(decode(file)).toEqual({ text, guessed: undefined });
  });

  test("another encoding is guessed, said, and chosen otherwise", () => {
    const windows = Uint8Array.from([...text].map((letter) => letter.charCodeAt(0)));
    expect(decode(windows)).toEqual({ text, guessed: "windows-1252" });
    expect(decode(windows, "macintosh")?.text).not.toBe(text);
  });

  test("what is no text is no list", () => {
    expect(decode(Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 8, 0, 1, 2, 0xff]))).toBeUndefined();
  });
});

describe("columns", () => {
  test("go by their headings, in English and Spanish, however they are written", () => {
    expect(["NAME", "Condado", "Correo electrónico", " e-mail ", "Breakout room", "Necesidades de acceso", "Rôle"].map(peopleColumn)).toEqual(["name", "organization", "email", "email", "room", "access_needs", "position"]);
    expect(["Intérprete", "Room facilitator", "guest"].map(kindOf)).toEqual(["access_support", "room_facilitator", undefined]);
    expect(["Español", "inglés", "EN", "es-MX", "Tiếng Việt", "??"].map(languageTag)).toEqual(["es", "en", "en", "es-MX", "vi", "??"]);
  });

  test.each([
    [",", "Name,County\nAna,Kern\n"],
    [";", "Nombre;Condado\r\nAna;Kern\r\n"],
    ["a tab", "Nombre\tCondado\nAna\tKern"],
  ])("are parted by %s", (_, text) => {
    const { people, fault, faults } = readPeople(text);
    expect([fault, faults]).toEqual([undefined, []]);
    expect(people).toMatchObject([{ row: 2, name: "Ana", organization: "Kern", kind: "participant", namesake: false }]);
  });

  test("first and last names make a name", () => {
    expect(readPeople("Apellidos,Nombres\nRuiz,Ana\n").people[0]?.name).toBe("Ana Ruiz");
  });

  test("a column that is missing, unknown or there twice is said", () => {
    expect(readPeople("County,Room\nKern,1\n").fault).toEqual({ kind: "no_name" });
    expect(readPeople("Name,Shoe size,Phone\nAna,38,1\n").fault).toEqual({ kind: "unknown", columns: ["Shoe size", "Phone"] });
    expect(readPeople("Name,Shoe size\nAna,38\n", { leaveOut: true }).people).toMatchObject([{ name: "Ana" }]);
    expect(readPeople("Name,County,Condado\nAna,Kern,Kern\n").fault).toEqual({ kind: "column_twice", columns: ["Condado"] });
    expect(readPeople("").fault).toEqual({ kind: "empty" });
    expect(readPeople("Name\n").fault).toEqual({ kind: "empty" });
    expect(readPeople(`Name\n${"Ana\n".repeat(5_001)}`).fault).toEqual({ kind: "too_many_rows", count: 5_001 });
  });
});

describe("rows", () => {
  test("are numbered as in a spreadsheet, empty ones left out", () => {
    const { people } = readPeople('Name,County\n\nAna,"Kern, ""the"" county"\n,\n"Luis\nOrtega",Tulare\n');
    expect(people.map(({ row, name, organization }) => [row, name, organization])).toEqual([
      [3, "Ana", 'Kern, "the" county'],
      [5, "Luis\nOrtega", "Tulare"],
    ]);
  });

  test("with a comma too many, a quote too few, no address or no kind are named", () => {
    const text = 'Name,County,E-mail,Kind\nAna,Kern,ana@,\nLuis,Kern,luis@example.org,guest\nMei,Kern,mei@example.org,facilitator\nTom,Kern,tom@example.org,,more\nSam,Kern,LUIS@example.org,\n"Zoë,Kern,zoe@example.org,\n';
    const found = readPeople(text).faults.map(({ row, field, fault, otherRow }) => [row, field, fault, otherRow]);
    expect(found).toEqual(
      expect.arrayContaining([
        [2, "email", "bad_email", undefined],
        [3, "kind", "bad_kind", undefined],
        [4, "kind", "facilitator", undefined],
        [5, undefined, "cells", undefined],
        [6, "email", "same_email", 3],
        [7, undefined, "quotes", undefined],
      ]),
    );
  });

  test("of one name are two people where they have two addresses", () => {
    expect(readPeople(twoOfOneName("a@example.org", "b@example.org")).people.map(({ namesake }) => namesake)).toEqual([true, true, false]);
    expect(readPeople(twoOfOneName("a@example.org", "")).people.map(({ namesake }) => namesake)).toEqual([false, false, false]);
  });

  test("of rooms have a name and a link", () => {
    expect(readRooms("Sala;Enlace\nFracciones;https://meet.example.org/a\n2;\n").rooms).toEqual([
      { row: 2, name: "Fracciones", voice: "https://meet.example.org/a" },
      { row: 3, name: "2", voice: null },
    ]);
  });
});

describe("the file for a mail merge", () => {
  const headings = { name: "Name", organization: "Organization", email: "E-mail", room: "Room", link: "Link" };

  test("gives each their own address, two of one name in the order of the list", () => {
    const list = readPeople("Name,County,E-mail\nAna Ruiz,Kern,first@example.org\nAna Ruiz,Kern,second@example.org\nBen,Kern,ben@example.org\n");
    const people = [person("3", "Ben", "Kern"), person("2", "Ana Ruiz", "Kern"), person("1", "ANA Ruiz", "Kern")];
    expect([...emailsOf(people, list)]).toEqual(
      expect.arrayContaining([
        ["1", "first@example.org"],
        ["2", "second@example.org"],
        ["3", "ben@example.org"],
      ]),
    );
  });

  test("runs nothing in a spreadsheet, and reads back as it was", () => {
    const evil = person("1", '=HYPERLINK("https://evil.example","x")', "+1");
    const text = mergeFile([{ person: evil, link: "https://c.example/m/1#p.s", email: undefined, room: "-2" }], headings);
    expect(text).toBe('\ufeffName,Organization,Room,Link\r\n"\'=HYPERLINK(""https://evil.example"",""x"")","\'+1","\'-2",https://c.example/m/1#p.s\r\n');
    const back = readPeople(text, { leaveOut: true }).people[0];
    expect([back?.name, back?.organization]).toEqual([evil.name, "+1"]);
  });
});
