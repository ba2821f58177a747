/** What the columns of a list are called, in English and Spanish. Pure. */
import type { ExpectedKind, ListField } from "../generated/protocol.ts";

export type PeopleColumn = Exclude<ListField, "voice"> | "first_name" | "last_name" | "email";
export type RoomsColumn = "name" | "voice";

const PEOPLE: Record<PeopleColumn, readonly string[]> = {
  name: ["name", "full name", "display name", "participant", "nombre", "nombre completo", "nombre y apellido", "nombre y apellidos", "participante"],
  first_name: ["first name", "given name", "nombres", "nombre de pila", "primer nombre"],
  last_name: ["last name", "surname", "family name", "apellido", "apellidos"],
  organization: ["organization", "organisation", "county", "county office", "coe", "district", "school", "institution", "organizacion", "condado", "oficina del condado", "distrito", "escuela", "institucion"],
  position: ["role", "role there", "position", "job title", "title", "rol", "cargo", "puesto", "funcion"],
  subject: ["subject", "subject area", "materia", "asignatura", "area"],
  pronouns: ["pronouns", "pronombres"],
  access_needs: ["access needs", "access", "accessibility", "accommodations", "necesidades de acceso", "accesibilidad", "adaptaciones"],
  language: ["language", "idioma", "lengua"],
  room: ["room", "breakout", "breakout room", "group", "sala", "grupo"],
  kind: ["kind", "type", "takes part as", "tipo", "participa como"],
  email: ["email", "e mail", "mail", "email address", "e mail address", "correo", "correo electronico", "correo e"],
};

const ROOMS: Record<RoomsColumn, readonly string[]> = {
  name: ["name", "room", "room name", "nombre", "sala", "nombre de la sala"],
  voice: ["voice", "voice link", "link", "url", "phone", "zoom", "meet", "enlace", "enlace de voz", "voz", "telefono"],
};

const KINDS: Record<ExpectedKind, readonly string[]> = {
  participant: ["participant", "participante", "presenter", "presenta", "presentador", "presentadora"],
  room_facilitator: ["room facilitator", "facilitates room", "facilitates", "facilita sala", "facilita", "facilitador de sala", "facilitadora de sala"],
  observer: ["observer", "observador", "observadora"],
  access_support: ["access support", "support", "interpreter", "captioner", "apoyo de acceso", "apoyo", "interprete", "subtitulos"],
};

/** Without capital letters, accents and punctuation: people write headings as they like. */
export function plain(words: string): string {
  return words
    .normalize("NFKD")
    .replace(/\p{Mark}+/gu, "")
    .replace(/[^\p{Letter}\p{Number}]+/gu, " ")
    .trim()
    .toLowerCase();
}

function find<T extends string>(table: Record<T, readonly string[]>, words: string): T | undefined {
  const wanted = plain(words);
  return (Object.keys(table) as T[]).find((key) => table[key].includes(wanted));
}

export const peopleColumn = (heading: string) => find(PEOPLE, heading);
export const roomsColumn = (heading: string) => find(ROOMS, heading);
/** A presenter takes part: who presents is settled in the room. `undefined`: no kind of ours. */
export const kindOf = (words: string) => find(KINDS, words);
/** Nobody gets a facilitator's rights by a list: it is said apart from what is no kind at all. */
export const isFacilitator = (words: string) => ["facilitator", "facilitador", "facilitadora", "host", "anfitrion"].includes(plain(words));

/** `en` for English, Inglés and en; what is no language that we know the name of stays as it is. */
export function languageTag(words: string): string {
  const wanted = plain(words);
  for (const [tag, names] of LANGUAGE_NAMES()) if (names.includes(wanted)) return tag;
  // Tags are written with small letters in front: EN, ES-mx.
  return words.trim().replace(/^[A-Za-z]{2,3}(?=$|-)/u, (tag) => tag.toLowerCase());
}

let names: ReadonlyMap<string, readonly string[]> | undefined;
/** What people in California's schools speak most; each by its English, Spanish and own name. */
function LANGUAGE_NAMES(): ReadonlyMap<string, readonly string[]> {
  const tags = ["en", "es", "vi", "zh", "fil", "ar", "hy", "fa", "hi", "hmn", "ja", "km", "ko", "pa", "pt", "ru", "uk", "fr", "de"];
  names ??= new Map(tags.map((tag) => [tag, ["en", "es", tag].map((reader) => plain(new Intl.DisplayNames([reader], { type: "language" }).of(tag) ?? tag))]));
  return names;
}
