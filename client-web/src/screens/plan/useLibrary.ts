import { useCallback, useEffect, useState } from "react";
import { api } from "../../connection/http.ts";
import type { Definition } from "../../generated/protocol.ts";

export type LibraryState = { kind: "loading" } | { kind: "ready"; protocols: Definition[] } | { kind: "failed"; error: unknown };

let kept: Definition[] | undefined;

/** The protocols that the server offers; fetched once for a page. */
export function useLibrary(): { library: LibraryState; again: () => void } {
  const [library, setLibrary] = useState<LibraryState>(() => (kept ? { kind: "ready", protocols: kept } : { kind: "loading" }));
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let shown = true;
    // Also where another list has fetched them meanwhile.
    const fetched = kept ? Promise.resolve(kept) : api.protocols().then(({ protocols }) => (kept = protocols));
    fetched.then(
      (protocols) => shown && setLibrary((before) => (before.kind === "ready" ? before : { kind: "ready", protocols })),
      (error: unknown) => shown && setLibrary({ kind: "failed", error }),
    );
    return () => {
      shown = false;
    };
  }, [attempt]);
  const again = useCallback(() => {
    setLibrary({ kind: "loading" });
    setAttempt((count) => count + 1);
  }, []);
  return { library, again };
}
