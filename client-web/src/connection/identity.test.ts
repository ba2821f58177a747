import { afterEach, describe, expect, test, vi } from "vitest";
import { forgetMeeting, fragmentOf, knownMeeting, knownMeetings, parseFragment, parseLink, rememberMeeting } from "./identity.ts";

const MEETING = "01923456-789a-7abc-8def-0123456789ab";
const SECRET = "abcdefghijklmnopqrstuvwx";

describe("links", () => {
  test.each([
    [`#f.${SECRET}`, { kind: "facilitator", secret: SECRET }],
    [`#j.${SECRET}`, { kind: "join", secret: SECRET }],
    [`#o.${SECRET}`, { kind: "observer", secret: SECRET }],
    [`#a.${SECRET}`, { kind: "access_support", secret: SECRET }],
    ["#j", { kind: "join", secret: undefined }],
  ])("%s is read and written alike", (fragment, link) => {
    const read = parseFragment(fragment);
    expect(read).toEqual(link);
    expect(read && fragmentOf(read)).toBe(fragment);
  });

  test.each(["", "#", "#x.abc", "#f.short", `#f.${SECRET}<script>`])("%j is no link", (fragment) => {
    expect(parseFragment(fragment)).toBeUndefined();
  });

  test("a whole address is read wherever it points", () => {
    expect(parseLink(`https://convene.example/m/${MEETING}#j.${SECRET}`)).toEqual({ meeting: MEETING, link: { kind: "join", secret: SECRET } });
    expect(parseLink("https://convene.example/about")).toBeUndefined();
    expect(parseLink("::")).toBeUndefined();
  });
});

afterEach(() => vi.unstubAllGlobals());

describe("identity", () => {
  test("is one per meeting and kind of link, and lasts", () => {
    const facilitator = rememberMeeting(MEETING, "facilitator", { title: "Spring" });
    const participant = rememberMeeting(MEETING, "join", { title: "Spring" });
    expect(facilitator.personSecret).not.toBe(participant.personSecret);
    expect(rememberMeeting(MEETING, "join", { joined: true }).personSecret).toBe(participant.personSecret);
    expect(knownMeeting(MEETING, "join")?.title).toBe("Spring");
    expect(knownMeetings()).toHaveLength(2);
    void forgetMeeting(MEETING, "join");
    expect(knownMeeting(MEETING, "join")).toBeUndefined();
  });

  test("forgetting is done when the boards on this device are gone, and only this person's", async () => {
    const gone: { name: string; request: EventTarget }[] = [];
    vi.stubGlobal("indexedDB", {
      databases: () => Promise.resolve([{ name: "convene.board.b1.ana" }, { name: "convene.board.b1.ben" }, { name: "convene.board.b2.ana" }]),
      deleteDatabase: (name: string) => {
        const request = new EventTarget();
        gone.push({ name, request });
        return request;
      },
    });
    rememberMeeting(MEETING, "join", { person: "ana" });
    let done = false;
    const forgotten = forgetMeeting(MEETING, "join").then(() => (done = true));
    await vi.waitFor(() => expect(gone.map(({ name }) => name)).toEqual(["convene.board.b1.ana", "convene.board.b2.ana"]));
    gone[0]?.request.dispatchEvent(new Event("success"));
    await Promise.resolve();
    expect(done).toBe(false);
    // Open in another tab: it goes when that lets go.
    gone[1]?.request.dispatchEvent(new Event("blocked"));
    await forgotten;
  });
});
