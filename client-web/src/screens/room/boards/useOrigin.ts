import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { originOf } from "../../../board/digest.ts";
import type { BoardView } from "../../../generated/protocol.ts";
import { useRoomName } from "../../../meeting/words.ts";

/** On the digest a note says the room that it was copied from, and nobody's name. */
export function useOrigin(board: BoardView | undefined): ((note: string) => string | undefined) | undefined {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const digest = board?.digest;
  const origin = useCallback(
    (note: string) => {
      const room = originOf(digest, note);
      return room === undefined ? undefined : t("digest.from", { room: roomName(room) });
    },
    [digest, roomName, t],
  );
  return digest === undefined ? undefined : origin;
}
