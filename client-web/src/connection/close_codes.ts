/** Why a meeting's socket was closed for good. The page says it in words. */
export type StopReason = "bad_message" | "unauthenticated" | "removed" | "gone" | "too_old" | "flood" | "fault";

export type AfterClose = { kind: "reconnect" } | { kind: "stop"; reason: StopReason };

const RECONNECT: AfterClose = { kind: "reconnect" };

/**
 * What a close code asks of us (docs/wire.md). Codes that say "come back" and those that no server of ours sends (1006 for a
 * lost network, 1000 and 1005 from something between) reconnect; the rest would only fail again.
 */
export function afterClose(code: number): AfterClose {
  switch (code) {
    case 1002:
    case 1003:
    case 1007:
    case 1008:
    case 1009:
      return { kind: "stop", reason: "fault" };
    case 4400:
      return { kind: "stop", reason: "bad_message" };
    case 4401:
      return { kind: "stop", reason: "unauthenticated" };
    case 4403:
      return { kind: "stop", reason: "removed" };
    case 4404:
      return { kind: "stop", reason: "gone" };
    case 4428:
      return { kind: "stop", reason: "too_old" };
    case 4429:
      return { kind: "stop", reason: "flood" };
    default:
      return code >= 4400 && code < 4500 ? { kind: "stop", reason: "fault" } : RECONNECT;
  }
}
