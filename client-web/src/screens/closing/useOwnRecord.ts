import { useEffect, useState } from "react";
import { api } from "../../connection/http.ts";
import type { MeetingRecord } from "../../generated/protocol.ts";
import { useKnownMeeting } from "../../meeting/context.tsx";

export type OwnRecord = { kind: "loading" } | { kind: "ready"; record: MeetingRecord } | { kind: "failed"; error: unknown };

/** The reader's own record, once for each look at the closing page: it has the notes of rooms that they are not in any more. */
export function useOwnRecord(): OwnRecord & { again: () => void } {
  const known = useKnownMeeting();
  const [state, setState] = useState<OwnRecord>({ kind: "loading" });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let shown = true;
    const load = async () => {
      try {
        const blob = await api.record(known.id, "json", known.personSecret);
        const record = JSON.parse(await blob.text()) as MeetingRecord;
        if (shown) setState({ kind: "ready", record });
      } catch (error) {
        if (shown) setState({ kind: "failed", error });
      }
    };
    void load();
    return () => {
      shown = false;
    };
  }, [known.id, known.personSecret, attempt]);
  return { ...state, again: () => setAttempt(attempt + 1) };
}
