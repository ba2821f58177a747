import "../../board/board.css";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { DigestDialog } from "../../board/DigestDialog.tsx";
import type { DigestSource } from "../../board/props.ts";
import type { BoardId, RecordRoom } from "../../generated/protocol.ts";
import { inLanguage } from "../../meeting/step.ts";
import { useRecordRoomName } from "../record/names.ts";
import { useDigest } from "../room/boards/useDigest.ts";
import { choicesOf } from "./rooms.ts";

/** Notes of a room that the reader was in, as their record has them, for the digest. */
export default function CopyNotes({ room, board, copied, onCopied, onClose }: { room: RecordRoom; board: BoardId; copied: readonly string[]; onCopied: (ids: readonly string[]) => void; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const roomName = useRecordRoomName();
  const from = useMemo(() => ({ id: board, copied }), [board, copied]);
  const digest = useDigest(from);
  const source: DigestSource = {
    ...digest,
    copy: async (ids) => {
      const done = await digest.copy(ids);
      if (done) onCopied(ids);
      return done;
    },
  };
  const groups = choicesOf(room, (section) => (section.id === null ? t("record.otherNotes") : inLanguage(section.name, i18n.language)));
  return <DigestDialog title={t("digest.titleOf", { room: roomName(room) })} groups={groups} source={source} onClose={onClose} />;
}
