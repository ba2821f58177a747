import { useEffect, useState } from "react";
import { ApiError, api } from "../../connection/http.ts";
import type { LiveMeetings } from "../../generated/protocol.ts";
import { type Memory, remember } from "./live.ts";

const EACH_MS = 5_000;

export type Door =
  | { kind: "asking" }
  /** The server has no token: nobody can come in. */
  | { kind: "closed" }
  | { kind: "token"; wrong: boolean }
  | { kind: "in" };

export interface Live {
  door: Door;
  answer: LiveMeetings | undefined;
  memory: Memory;
  /** By this page's clock: when the last answer came, and since when none comes. */
  answeredAt: number | undefined;
  awaySince: number | undefined;
}

const NOTHING: Live = { door: { kind: "asking" }, answer: undefined, memory: new Map(), answeredAt: undefined, awaySince: undefined };

/** The live meetings, fetched anew every five seconds while somebody looks. */
export function useLive(token: string | undefined): Live {
  const [live, setLive] = useState<Live>(NOTHING);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      timer = setTimeout(() => void ask(), EACH_MS);
    };
    const ask = async () => {
      if (document.visibilityState === "hidden") {
        again();
        return;
      }
      try {
        const answer = await api.liveMeetings(token);
        if (stopped) return;
        setLive((before) => ({ door: { kind: "in" }, answer, memory: remember(before.memory, answer.meetings), answeredAt: Date.now(), awaySince: undefined }));
        again();
      } catch (error) {
        if (stopped) return;
        const status = error instanceof ApiError ? error.status : 0;
        if (status === 404) setLive({ ...NOTHING, door: { kind: "closed" } });
        else if (status === 401 || status === 403) setLive({ ...NOTHING, door: { kind: "token", wrong: token !== undefined } });
        else {
          setLive((before) => ({ ...before, awaySince: before.awaySince ?? Date.now() }));
          again();
        }
      }
    };
    void ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [token]);
  return live;
}
