/**
 * Who this browser is in a meeting. Identity is per link: the facilitator link and the join link are two people, so that one
 * person can try a meeting alone; two tabs of one link are one person. What is kept here goes to the meeting itself only.
 */
import type { LinkKind, MeetingId } from "../generated/protocol.ts";
import { freshSecret } from "./uuid.ts";

/** A capability link as it stands in the address: `/m/{meeting}#j.SECRET`. */
export interface Link {
  kind: LinkKind;
  /** Absent once it was exchanged for an identity and taken out of the address. */
  secret: string | undefined;
}

/** What stands before the secret in a link. */
const LETTERS: Record<LinkKind, string> = { facilitator: "f", join: "j", observer: "o", access_support: "a", personal: "p" };
const KINDS = Object.keys(LETTERS) as LinkKind[];

export function parseFragment(fragment: string): Link | undefined {
  const match = /^#?([a-z])(?:\.([A-Za-z0-9_-]{16,128}))?$/.exec(fragment);
  const kind = KINDS.find((candidate) => LETTERS[candidate] === match?.[1]);
  return match && kind ? { kind, secret: match[2] } : undefined;
}

export function fragmentOf(link: Link): string {
  const letter = LETTERS[link.kind];
  return link.secret === undefined ? `#${letter}` : `#${letter}.${link.secret}`;
}

/** Reads a whole address, one that the server gave, say. */
export function parseLink(address: string): { meeting: MeetingId; link: Link } | undefined {
  if (!URL.canParse(address, "http://none.invalid")) return undefined;
  const url = new URL(address, "http://none.invalid");
  const meeting = /^\/m\/([0-9a-fA-F-]{36})\/?$/.exec(url.pathname)?.[1];
  const link = parseFragment(url.hash);
  return meeting === undefined || link === undefined ? undefined : { meeting, link };
}

/** A meeting that this device knows. */
export interface KnownMeeting {
  id: MeetingId;
  kind: LinkKind;
  title: string;
  /** When it was last opened here, ms since 1970. */
  openedAt: number;
  /** The person's secret; made before the first join, so that a join sent twice is one person. */
  personSecret: string;
  /** Whether the server has accepted the join. */
  joined: boolean;
  /** Who one is there, once joined. */
  person?: string | undefined;
  /** They wait to be let in, or waited when this page last heard of it. */
  inLobby?: boolean | undefined;
  linkSecret?: string | undefined;
  /** What creating it answered; links are hashed at rest, so only this device can show them again. */
  joinUrl?: string | undefined;
  joinCode?: string | undefined;
  /** Links that were made here for others than newcomers. */
  links?: Partial<Record<LinkKind, string>> | undefined;
  /** The link to the record, where it was made here. */
  recordUrl?: string | undefined;
  /** What a facilitator planned for the next round and has not sent: a plan is the server's only once a round starts. */
  planned?: PlannedRound | undefined;
}

export interface PlannedRound {
  protocol: string | undefined;
  /** By protocol, for each of its steps, as they were written. */
  minutes: { [protocol in string]: readonly string[] };
}

const PREFIX = "convene.meeting.";
const keyOf = (meeting: MeetingId, kind: LinkKind) => `${PREFIX}${meeting}.${kind}`;

/** Where storage is closed to us the identity lasts as long as the page. */
const memory = new Map<string, string>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key: string, value: string | null): void {
  if (value === null) memory.delete(key);
  else memory.set(key, value);
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Kept in memory above.
  }
}

export function knownMeeting(meeting: MeetingId, kind: LinkKind): KnownMeeting | undefined {
  const text = read(keyOf(meeting, kind));
  if (text === null) return undefined;
  try {
    const found = JSON.parse(text) as Partial<KnownMeeting>;
    return typeof found.personSecret === "string" && typeof found.id === "string" ? (found as KnownMeeting) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what is new about a meeting beside what was known. */
export function rememberMeeting(meeting: MeetingId, kind: LinkKind, news: Partial<KnownMeeting>): KnownMeeting {
  const before = knownMeeting(meeting, kind);
  const after: KnownMeeting = {
    title: "",
    joined: false,
    personSecret: freshSecret(),
    ...before,
    ...news,
    id: meeting,
    kind,
    openedAt: Date.now(),
  };
  write(keyOf(meeting, kind), JSON.stringify(after));
  return after;
}

/** Forgets who one is there at once, and the boards that were kept on this device before it is done: leave no page before. */
export async function forgetMeeting(meeting: MeetingId, kind: LinkKind): Promise<void> {
  const person = knownMeeting(meeting, kind)?.person;
  write(keyOf(meeting, kind), null);
  if (person !== undefined) await forgetBoards(person);
}

async function forgetBoards(person: string): Promise<void> {
  try {
    const names = (await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith("convene.board.") && name.endsWith(`.${person}`) ? [name] : []));
    await Promise.all(names.map(deleteDatabase));
  } catch {
    // Where storage is closed to us nothing was kept.
  }
}

/** One that another page holds open goes when that page lets go of it. */
function deleteDatabase(name: string): Promise<void> {
  return new Promise((done) => {
    const request = indexedDB.deleteDatabase(name);
    for (const end of ["success", "error", "blocked"]) request.addEventListener(end, () => done());
  });
}

/** 'My meetings on this device', the latest first. */
export function knownMeetings(): KnownMeeting[] {
  const keys = new Set(memory.keys());
  try {
    for (const key of Object.keys(localStorage)) keys.add(key);
  } catch {
    // Only what this page remembers.
  }
  return [...keys]
    .filter((key) => key.startsWith(PREFIX))
    .flatMap((key) => {
      const [id, letters] = key.slice(PREFIX.length).split(".");
      const kind = KINDS.find((candidate) => candidate === letters);
      const found = id !== undefined && kind !== undefined ? knownMeeting(id, kind) : undefined;
      return found ? [found] : [];
    })
    .sort((a, b) => b.openedAt - a.openedAt);
}
