import "../../board/board.css";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { DigestChoice } from "../../board/DigestDialog.tsx";
import { groupsOf } from "../../board/order.ts";
import type { BoardSession } from "../../board/session.ts";
import { useBoardState, useSession } from "../../board/use_session.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { Select } from "../../components/Select.tsx";
import type { BoardView, RoomId } from "../../generated/protocol.ts";
import { useBoards, useConnection, useMe, useView } from "../../meeting/context.tsx";
import { inLanguage } from "../../meeting/step.ts";
import { useRoomName } from "../../meeting/words.ts";
import { useBoardName } from "../room/boards/BoardTabs.tsx";
import { boardsOf } from "../room/boards/chosen.ts";
import { useDigest } from "../room/boards/useDigest.ts";

/** A facilitator copies notes of a room onto the digest without going there. */
export default function RoomDigest({ room, onClose }: { room: RoomId; onClose: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const nameOf = useBoardName();
  const { shown } = boardsOf(view, room);
  const [chosen, choose] = useState(shown[0]?.id);
  const board = shown.find((one) => one.id === chosen);
  return (
    <Dialog title={t("digest.titleOf", { room: roomName(room) })} isOpen onClose={onClose}>
      {shown.length > 1 && chosen !== undefined ? <Select label={t("board.many.choose")} value={chosen} options={shown.map((one) => ({ value: one.id, text: nameOf(one) }))} onChange={choose} /> : null}
      {board ? <BoardNotes key={board.id} board={board} onClose={onClose} /> : null}
    </Dialog>
  );
}

function BoardNotes({ board, onClose }: { board: BoardView; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const connection = useConnection();
  const boards = useBoards();
  const { id } = board;
  const ticket = useCallback(() => connection.ticket(id), [connection, id]);
  const self = useMemo(() => ({ id: me?.id ?? "", name: me?.name ?? "" }), [me?.id, me?.name]);
  const session = useSession({ boards, board: id, me: self, place: board.room, nameless: board.nameless, ticket });
  return session ? <OpenNotes session={session} board={board} onClose={onClose} /> : <p className="soft">{t("common.loading")}</p>;
}

function OpenNotes({ session, board, onClose }: { session: BoardSession; board: BoardView; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const view = useView();
  const { notes, saving } = useBoardState(session);
  const source = useDigest(board);
  const plan = view.details[board.room]?.plan_of_sections;
  const of = board.place === 0 && plan != null ? view.definitions[plan]?.definition.sections : undefined;
  const sections = (of ?? board.sections).map((section) => ({ id: section.id, name: inLanguage(section.name, i18n.language) }));
  if (!saving.synced) return <p className="soft">{t("common.loading")}</p>;
  return <DigestChoice groups={groupsOf(notes, sections)} source={source} onClose={onClose} />;
}
