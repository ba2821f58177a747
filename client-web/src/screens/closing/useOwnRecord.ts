import { useCallback, useState } from "react";
import { api } from "../../connection/http.ts";
import type { MeetingRecord } from "../../generated/protocol.ts";
import { useKnownMeeting } from "../../meeting/context.tsx";

export type OwnRecord = { kind: "closed" } | { kind: "loading" } | { kind: "ready"; record: MeetingRecord } | { kind: "failed"; error: unknown };

/**
 * The reader's own record: it has the notes of rooms that they are not in any more. Fetched when they ask for it: the closing
 * page opens for everyone at once, and a record is the dearest thing to ask of the server.
 */
export function useOwnRecord(): OwnRecord & { load: () => void } {
  const known = useKnownMeeting();
  const [state, setState] = useState<OwnRecord>({ kind: "closed" });
  const load = useCallback(async () => {
    setState({ kind: "loading" });
    try {
      const blob = await api.record(known.id, "json", known.personSecret);
      setState({ kind: "ready", record: JSON.parse(await blob.text()) as MeetingRecord });
    } catch (error) {
      setState({ kind: "failed", error });
    }
  }, [known.id, known.personSecret]);
  return { ...state, load: () => void load() };
}
