import { useEffect, useState } from "react";
import { api } from "../../connection/http.ts";
import type { BoardNotes } from "../../generated/protocol.ts";
import { useKnownMeeting } from "../../meeting/context.tsx";

/** Soft news: often enough to see that a room writes. */
const LOOK_MS = 5_000;

/** How many notes each room's board had a few seconds ago, for as long as somebody looks. */
export function useNoteCounts(): BoardNotes["boards"] {
  const { id, personSecret } = useKnownMeeting();
  const [boards, setBoards] = useState<BoardNotes["boards"]>({});
  useEffect(() => {
    let shown = true;
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const found = await api.notes(id, personSecret);
        if (shown) setBoards(found.boards);
      } catch {
        // The next look may find them; the last known numbers stand meanwhile.
      }
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => {
      shown = false;
      clearInterval(timer);
    };
  }, [id, personSecret]);
  return boards;
}
