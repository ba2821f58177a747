import { useEffect, useState } from "react";
import { api } from "../../connection/http.ts";
import type { PersonId, RosterEntry } from "../../generated/protocol.ts";
import { useConnectionState, useKnownMeeting } from "../../meeting/context.tsx";

const EVERY_MS = 10_000;

/** What only the server counts: connections, words given, time in a room. It is looked up now and then, not pushed. */
export function useSoftRoster(): ReadonlyMap<PersonId, RosterEntry> {
  const known = useKnownMeeting();
  const { phase } = useConnectionState();
  const [entries, setEntries] = useState<ReadonlyMap<PersonId, RosterEntry>>(new Map());
  const live = phase.kind === "live";
  useEffect(() => {
    if (!live) return undefined;
    let current = true;
    const look = () => {
      if (document.visibilityState !== "visible") return;
      // What could not be looked up stays as it was: it is said again in a moment.
      api.roster(known.id, known.personSecret).then(
        ({ people }) => current && setEntries(new Map(people.map((entry) => [entry.person, entry]))),
        () => undefined,
      );
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [known.id, known.personSecret, live]);
  return entries;
}
