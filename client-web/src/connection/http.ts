import type { Absent, AskAbsent, BoardNotes, CodeFound, CreateMeeting, Door, ExpectedList, HttpError, Join, Joined, JoinLink, Library, Links, ListAnswer, LiveMeetings, MakeLink, MakePersonalLinks, MarkCommitment, MeetingCreated, MeetingId, OwnCommitments, PersonalLinks, PreparationPage, Prepared, RecordLink, RecordLinkView, Refusal, Rehearsal, RehearsalView, Roster, StartRehearsal, TicketResults, WritePreparation } from "../generated/protocol.ts";

/** The server said no, or was not there (`code` is then `offline`). */
export class ApiError extends Error {
  readonly status: number;
  /** Stable: `not_found`, `rate_limited`, ... */
  readonly code: string;
  readonly reason: Refusal | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: string, message: string, reason?: Refusal, retryAfterMs?: number) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

interface Call {
  method?: "GET" | "POST" | "DELETE";
  body?: unknown;
  /** A link's or a person's secret. It goes into a header: never into a query, where it would reach logs. */
  bearer?: string;
  /** Also when the page is left meanwhile. */
  keepalive?: boolean;
}

async function request(path: string, { method = "GET", body, bearer, keepalive = false }: Call): Promise<Response> {
  const headers: Record<string, string> = { "accept-language": readerLanguages() };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (bearer !== undefined) headers["authorization"] = `Bearer ${bearer}`;
  const init: RequestInit = { method, headers, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", keepalive };
  if (body !== undefined) init.body = JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new ApiError(0, "offline", "The server could not be reached.");
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** What is read on the page comes before what the browser would ask for: files that the server writes are in it too. */
function readerLanguages(): string {
  return [...new Set([document.documentElement.lang, ...navigator.languages])].filter((tag) => tag !== "").join(", ");
}

async function errorOf(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get("retry-after"));
  const retryAfterMs = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter * 1000 : undefined;
  try {
    const { error } = (await response.json()) as HttpError;
    return new ApiError(response.status, error.code, error.message, error.reason ?? undefined, retryAfterMs);
  } catch {
    return new ApiError(response.status, response.status >= 500 ? "unavailable" : "refused", response.statusText, undefined, retryAfterMs);
  }
}

async function json<T>(path: string, call: Call): Promise<T> {
  return (await (await request(path, call)).json()) as T;
}

/** `zip` has the others and the boards in it. */
export type RecordForm = "md" | "csv" | "json" | "zip";

export const api = {
  create: (meeting: CreateMeeting) => json<MeetingCreated>("/api/meetings", { method: "POST", body: meeting }),
  enterCode: (code: string) => json<CodeFound>("/api/codes", { method: "POST", body: { code } }),
  door: (meeting: MeetingId, linkSecret: string) => json<Door>(`/api/meetings/${meeting}/door`, { bearer: linkSecret }),
  join: (meeting: MeetingId, linkSecret: string, person: Join) =>
    json<Joined>(`/api/meetings/${meeting}/people`, { method: "POST", body: person, bearer: linkSecret }),
  makeLink: (meeting: MeetingId, wanted: MakeLink, facilitatorSecret: string) =>
    json<JoinLink>(`/api/meetings/${meeting}/links`, { method: "POST", body: wanted, bearer: facilitatorSecret }),
  links: (meeting: MeetingId, facilitatorSecret: string) => json<Links>(`/api/meetings/${meeting}/links`, { bearer: facilitatorSecret }),
  takeLinkBack: (meeting: MeetingId, link: string, facilitatorSecret: string) =>
    request(`/api/meetings/${meeting}/links/${link}`, { method: "DELETE", bearer: facilitatorSecret }),
  /** Who was here and is not connected now. */
  absent: (meeting: MeetingId, linkSecret: string, ask: AskAbsent) => json<Absent>(`/api/meetings/${meeting}/absent`, { method: "POST", body: ask, bearer: linkSecret }),
  /** What a list of people and rooms would lead to. */
  checkList: (meeting: MeetingId, list: ExpectedList, personSecret: string) =>
    json<ListAnswer>(`/api/meetings/${meeting}/expected/check`, { method: "POST", body: list, bearer: personSecret }),
  /** Does it, all or nothing. */
  bringList: (meeting: MeetingId, list: ExpectedList, personSecret: string) =>
    json<ListAnswer>(`/api/meetings/${meeting}/expected`, { method: "POST", body: list, bearer: personSecret }),
  /** Links that let these people in without a question. */
  makePersonalLinks: (meeting: MeetingId, wanted: MakePersonalLinks, personSecret: string) =>
    json<PersonalLinks>(`/api/meetings/${meeting}/personal-links`, { method: "POST", body: wanted, bearer: personSecret }),
  /** What somebody prepares to present. */
  preparation: (meeting: MeetingId, secret: string) => json<PreparationPage>(`/api/meetings/${meeting}/preparation`, { bearer: secret }),
  prepare: (meeting: MeetingId, wanted: WritePreparation, secret: string) =>
    json<Prepared>(`/api/meetings/${meeting}/preparation`, { method: "POST", body: wanted, bearer: secret, keepalive: true }),
  /** Of this meeting, if one is under way. */
  rehearsal: (meeting: MeetingId, personSecret: string) => json<RehearsalView>(`/api/meetings/${meeting}/rehearsal`, { bearer: personSecret }),
  startRehearsal: (meeting: MeetingId, wanted: StartRehearsal, personSecret: string) =>
    json<Rehearsal>(`/api/meetings/${meeting}/rehearsal`, { method: "POST", body: wanted, bearer: personSecret }),
  /** The next meeting of the series, once this one is over. */
  nextMeeting: (meeting: MeetingId, personSecret: string) => json<MeetingCreated>(`/api/meetings/${meeting}/next`, { method: "POST", bearer: personSecret }),
  ownCommitments: (meeting: MeetingId, personSecret: string) => json<OwnCommitments>(`/api/meetings/${meeting}/commitments`, { bearer: personSecret }),
  markCommitment: (meeting: MeetingId, wanted: MarkCommitment, personSecret: string) =>
    json<OwnCommitments>(`/api/meetings/${meeting}/commitments`, { method: "POST", body: wanted, bearer: personSecret }),
  /** With everything in it. */
  endRehearsal: (meeting: MeetingId, personSecret: string) => request(`/api/meetings/${meeting}/rehearsal`, { method: "DELETE", bearer: personSecret }),
  /** What facilitators' list of people counts. */
  roster: (meeting: MeetingId, personSecret: string) => json<Roster>(`/api/meetings/${meeting}/roster`, { bearer: personSecret }),
  /** The whole meeting with its content, for good. */
  deleteMeeting: (meeting: MeetingId, facilitatorSecret: string) =>
    request(`/api/meetings/${meeting}`, { method: "DELETE", bearer: facilitatorSecret }),
  /** The consultancy protocols that the server offers. */
  protocols: () => json<Library>("/api/protocols", {}),
  /** The page that every address of the client begins with. */
  startPage: async () => (await request("/", {})).text(),
  /** Without a token the answer says whether the server has one. */
  liveMeetings: (operatorToken: string | undefined) =>
    json<LiveMeetings>("/api/operator/meetings", operatorToken === undefined ? {} : { bearer: operatorToken }),
  /** The meeting as a file for calendars. */
  calendar: async (meeting: MeetingId, secret: string) => (await request(`/api/meetings/${meeting}/meeting.ics`, { bearer: secret })).blob(),
  /** For facilitators: what may be shown of the answers now. */
  exitTicket: (meeting: MeetingId, personSecret: string) => json<TicketResults>(`/api/meetings/${meeting}/exit-ticket`, { bearer: personSecret }),
  /** What the reader has taken on, on the days that they gave, as a file for calendars. */
  commitmentDays: async (meeting: MeetingId, personSecret: string) => (await request(`/api/meetings/${meeting}/commitments.ics`, { bearer: personSecret })).blob(),
  notes: (meeting: MeetingId, personSecret: string) => json<BoardNotes>(`/api/meetings/${meeting}/notes`, { bearer: personSecret }),
  record: async (meeting: MeetingId, form: RecordForm, secret: string) => (await request(`/api/meetings/${meeting}/record.${form}`, { bearer: secret })).blob(),
  /** Whether the record is shared by a link. */
  recordLink: (meeting: MeetingId, facilitatorSecret: string) => json<RecordLinkView>(`/api/meetings/${meeting}/record-link`, { bearer: facilitatorSecret }),
  makeRecordLink: (meeting: MeetingId, facilitatorSecret: string) => json<RecordLink>(`/api/meetings/${meeting}/record-link`, { method: "POST", bearer: facilitatorSecret }),
  takeRecordLinkBack: (meeting: MeetingId, facilitatorSecret: string) => request(`/api/meetings/${meeting}/record-link`, { method: "DELETE", bearer: facilitatorSecret }),
};
