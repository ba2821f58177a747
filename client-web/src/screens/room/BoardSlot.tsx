import { Suspense, useCallback, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { BoardSection } from "../../board/props.ts";
import { lazily } from "../../components/lazily.ts";
import { Skeleton } from "../../components/Skeleton.tsx";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { useBoards, useConnection, useView } from "../../meeting/context.tsx";
import { rightsOf } from "../../meeting/people.ts";
import { inLanguage } from "../../meeting/step.ts";
import { useNameOf, useRoomName } from "../../meeting/words.ts";

/** The board and its editor are the heaviest part of the client: their own chunks, fetched when a room is shown. */
const Board = lazily(() => import("../../board/Board.tsx"));
const Notebook = lazily(() => import("../../board/Notebook.tsx"));
const Unsent = lazily(() => import("../../board/Unsent.tsx"));

const NO_SECTIONS: readonly BoardSection[] = [];

export function BoardSlot({ me, detail, startAs }: { me: PersonView; detail: DetailView | undefined; startAs: "board" | "list" }) {
  const { i18n } = useTranslation();
  const view = useView();
  const connection = useConnection();
  const boards = useBoards();
  const nameOf = useNameOf();
  const rights = rightsOf(me, me.room, detail);
  const board = detail?.board;
  const definition = detail?.plan_of_sections ? view.definitions[detail.plan_of_sections] : undefined;
  const sections = useMemo(
    () => definition?.definition.sections.map((section) => ({ id: section.id, name: inLanguage(section.name, i18n.language) })) ?? NO_SECTIONS,
    [definition, i18n.language],
  );
  // What anybody is asked to write now: a facilitator, who may write anywhere, sees it marked as well.
  const asked = useMemo(() => [...new Set(Object.values(detail?.rights ?? {}).flatMap((one) => one?.sections ?? []))], [detail?.rights]);
  const ticket = useCallback(() => (board === undefined ? Promise.reject(new Error("no board")) : connection.ticket(board)), [connection, board]);
  const self = useMemo(() => ({ id: me.id, name: me.name }), [me.id, me.name]);
  if (board === undefined) return <BoardSkeleton />;
  return (
    <Suspense fallback={<BoardSkeleton />}>
      <Board key={board} board={board} sections={sections} mayWrite={rights.write} writableSections={rights.sections} askedSections={asked} me={self} nameOf={nameOf} ticket={ticket} boards={boards} place={me.room} startAs={startAs} />
    </Suspense>
  );
}

export function NotebookSlot({ me }: { me: PersonView }) {
  const view = useView();
  const connection = useConnection();
  const boards = useBoards();
  const { notebook } = view.me;
  const ticket = useCallback(() => connection.ticket(notebook), [connection, notebook]);
  const self = useMemo(() => ({ id: me.id, name: me.name }), [me.id, me.name]);
  return (
    <Suspense fallback={<Skeleton height="8rem" />}>
      <Notebook board={notebook} me={self} mayWrite={view.meeting.ended_at === null} ticket={ticket} boards={boards} />
    </Suspense>
  );
}

/** The room's boards stay open on every tab of it; whatever was written on others and not sent is sent, or offered to copy. */
export function UnsentSlot({ me, detail }: { me: PersonView; detail: DetailView | undefined }) {
  const view = useView();
  const connection = useConnection();
  const boards = useBoards();
  const roomName = useRoomName();
  const board = detail?.board;
  const { notebook } = view.me;
  useEffect(() => {
    boards.stay(board === undefined ? [notebook] : [board, notebook]);
  }, [boards, board, notebook]);
  useEffect(() => () => boards.stay([]), [boards]);
  // Ahead of time: a phone shows its board only when it is asked for, which may be while the server is away.
  useEffect(() => {
    for (const part of [Board, Notebook]) part.preload();
  }, []);
  const self = useMemo(() => ({ id: me.id, name: me.name }), [me.id, me.name]);
  return (
    <Suspense fallback={null}>
      <Unsent boards={boards} me={self} ticketOf={connection.ticket} nameOf={roomName} />
    </Suspense>
  );
}

function BoardSkeleton() {
  const { t } = useTranslation();
  return (
    <div className="board-skeleton" aria-busy="true">
      <p className="soft small">{t("room.boardComing")}</p>
      <div className="board-skeleton-notes">
        {[0, 1, 2, 3, 4, 5].map((note) => (
          <Skeleton key={note} height="6rem" />
        ))}
      </div>
    </div>
  );
}
