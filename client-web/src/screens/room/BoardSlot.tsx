import { Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BoardVote } from "../../board/votes.ts";
import { lazily } from "../../components/lazily.ts";
import { Skeleton } from "../../components/Skeleton.tsx";
import type { BoardView, DetailView, PersonView, Who } from "../../generated/protocol.ts";
import { clientCount } from "../../meeting/clients.ts";
import { useBoards, useConnection, useConnectionState, useSend, useView } from "../../meeting/context.tsx";
import { mayFacilitate, presenterOf, rightsOf } from "../../meeting/people.ts";
import { wholeSection } from "../../meeting/small.ts";
import { inLanguage } from "../../meeting/step.ts";
import { useNameOf, useRoomName } from "../../meeting/words.ts";
import { BoardTabs, useBoardName } from "./boards/BoardTabs.tsx";
import { boardsOf, useChosen } from "./boards/chosen.ts";
import { useOthersInGroup } from "./useSmallGroup.ts";
import { HiddenBar } from "./boards/HiddenBar.tsx";
import { useDigest } from "./boards/useDigest.ts";
import { useOrigin } from "./boards/useOrigin.ts";

/** The board and its editor are the heaviest part of the client: their own chunks, fetched when a room is shown. */
const Board = lazily(() => import("../../board/Board.tsx"));
const Notebook = lazily(() => import("../../board/Notebook.tsx"));
const BoardMenu = lazily(() => import("./boards/BoardMenu.tsx"));
const Unsent = lazily(() => import("../../board/Unsent.tsx"));

// While the meeting is still being asked for.
Board.preload();

const NO_SECTIONS: readonly string[] = [];
const NO_DOTS = {};

export function BoardSlot({ me, detail, startAs }: { me: PersonView; detail: DetailView | undefined; startAs: "board" | "list" }) {
  const { t, i18n } = useTranslation();
  const view = useView();
  const connection = useConnection();
  const boards = useBoards();
  const nameOf = useNameOf();
  const boardName = useBoardName();
  const rights = rightsOf(me, me.room, detail);
  const { shown } = boardsOf(view, me.room);
  const chosen = useChosen(me.room, shown);
  const board = chosen?.id;
  // Rounds use the room's first board; the others have their own sections, all of them open.
  const isFirst = board === detail?.board;
  const definition = detail?.plan_of_sections && isFirst ? view.definitions[detail.plan_of_sections] : undefined;
  const own = chosen?.sections;
  const writable = useSame(isFirst ? rights.sections : NO_SECTIONS);
  // What anybody is asked to write now: a facilitator, who may write anywhere, sees it marked as well.
  const asked = useMemo(
    () => (!isFirst ? NO_SECTIONS : rights.per_group === true ? writable : [...new Set(Object.values(detail?.rights ?? {}).flatMap((one) => one?.sections ?? []))]),
    [isFirst, detail?.rights, rights.per_group, writable],
  );
  const others = useOthersInGroup(me, detail);
  const stepAt = detail?.round?.timeline.step ?? -1;
  const inRound = detail?.round?.ended_at === null;
  const presents = presenterOf(detail) === me.id;
  const turns = clientCount(definition?.definition) > 0;
  const client = useNameOf()(presenterOf(detail) ?? "");
  const sections = useMemo(() => {
    const opens = (id: string) => {
      const at = definition?.definition.steps.findIndex((step, index) => index > stepAt && step.write.some((rule) => rule.sections.some((section) => wholeSection(section) === id))) ?? -1;
      return at < 0 ? undefined : t("board.sections.opens", { number: at + 1 });
    };
    // In turns each is client once, and writes as such.
    const mine = (who: Who) => turns || who === "everyone" || (who === "presenter") === presents;
    const again = (id: string) => {
      const steps = inRound ? definition?.definition.steps.slice(stepAt + 1) : undefined;
      return steps?.some((step) => step.write.some((rule) => mine(rule.who) && rule.sections.some((section) => wholeSection(section) === id)));
    };
    const whole = (definition?.definition.sections ?? own ?? []).map((section) => ({ id: section.id, name: inLanguage(section.name, i18n.language), opens: opens(section.id), again: again(section.id) }));
    const called = (section: string) => {
      if (rights.per_group !== true) return client === undefined ? section : t("clients.section", { section, name: client });
      return others === "" ? t("small.mine") : t("small.with", { names: others });
    };
    // One's own part of a section in pairs, and the part of this turn's client, stand before what others wrote there.
    return whole.flatMap((section) => {
      const part = asked.find((id) => id !== section.id && wholeSection(id) === section.id);
      return part === undefined ? [section] : [{ id: part, name: called(section.name) }, section];
    });
  }, [definition, own, i18n.language, asked, rights.per_group, others, client, stepAt, inRound, presents, turns, t]);
  const vote = useVote(me, chosen);
  const digest = useDigest(chosen);
  const origin = useOrigin(chosen);
  const inBreakout = me.room !== view.meeting.main_room;
  const goesOn = view.meeting.ended_at === null;
  const hidden = chosen?.hidden === true && goesOn;
  const page = useHiddenPage(me, chosen, hidden && rights.write);
  const [looksAt, lookAt] = useState<string>();
  // While a board is hidden one writes on one's own page of it, and may look at the board itself.
  const onPage = hidden && page !== undefined && looksAt !== board;
  const open = onPage ? page : board;
  const ticket = useCallback(() => (open === undefined ? Promise.reject(new Error("no board")) : connection.ticket(open)), [connection, open]);
  const self = useMemo(() => ({ id: me.id, name: me.name }), [me.id, me.name]);
  if (chosen === undefined || open === undefined) return <BoardSkeleton />;
  const facilitates = mayFacilitate(me, me.room) && goesOn;
  const tools = facilitates ? (
    <Suspense fallback={null}>
      <BoardMenu board={chosen} />
    </Suspense>
  ) : null;
  return (
    <div className="boards">
      <BoardTabs shown={shown} chosen={chosen} />
      {hidden ? <HiddenBar board={chosen} onPage={onPage} hasPage={page !== undefined} mayReveal={facilitates} onLook={(atBoard) => lookAt(atBoard ? board : undefined)} /> : null}
      <div className="boards-one">
        <Suspense fallback={<BoardSkeleton />}>
          <Board
            key={open}
            board={open}
            sections={sections}
            mayWrite={rights.write && (!hidden || onPage)}
            readOnlyReason={hidden && !onPage ? t("board.hidden.readOnly") : undefined}
            title={boardName(chosen)}
            apart={onPage}
            nameless={chosen.nameless}
            legend={chosen.legend}
            writableSections={writable}
            askedSections={asked}
            me={self}
            nameOf={nameOf}
            ticket={ticket}
            boards={boards}
            place={me.room}
            vote={onPage ? undefined : vote}
            origin={origin}
            digest={inBreakout && goesOn && !onPage && me.role !== "observer" ? digest : undefined}
            tools={tools}
            startAs={startAs}
          />
        </Suspense>
      </div>
    </div>
  );
}

/** The same list as long as it says the same. */
function useSame(list: readonly string[]): readonly string[] {
  const words = list.join(" ");
  return useMemo(() => (words === "" ? NO_SECTIONS : words.split(" ")), [words]);
}

/** The reader's own page of a hidden board; one is asked for where they may write and have none. */
function useHiddenPage(me: PersonView, board: BoardView | undefined, wanted: boolean): string | undefined {
  const view = useView();
  const send = useSend();
  const { phase } = useConnectionState();
  const id = board?.id;
  const page = id === undefined ? undefined : view.pages[id];
  const missing = wanted && page === undefined && me.role !== "observer" && phase.kind === "live";
  useEffect(() => {
    if (missing && id !== undefined) void send({ type: "open_hidden_page", board: id }, { quiet: true });
  }, [missing, id, send]);
  return page;
}

/** The vote on a board, with what the reader may do in it. */
function useVote(me: PersonView, board: BoardView | undefined): BoardVote | undefined {
  const view = useView();
  const send = useSend();
  const id = board?.id;
  const onDot = useCallback(
    (note: string, more: boolean) => {
      if (id !== undefined) void send({ type: more ? "place_dot" : "take_dot", board: id, note });
    },
    [send, id],
  );
  const vote = board?.vote;
  const mine = id === undefined ? undefined : view.dots[id];
  const goesOn = view.meeting.ended_at === null;
  const mayVote = me.role !== "observer" && goesOn;
  const mayClose = mayFacilitate(me, me.room) && goesOn;
  return useMemo(() => {
    if (!vote) return undefined;
    const open = vote.closed_at === null;
    const counts = vote.hidden && open ? undefined : vote.counts;
    const onClose = open && mayClose && id !== undefined ? () => void send({ type: "close_vote", board: id }) : undefined;
    return { open, dots: vote.dots, perNote: vote.per_note, counts, mine: mine ?? NO_DOTS, voters: vote.voters, mayVote, onDot, onClose };
  }, [vote, mine, mayVote, mayClose, onDot, send, id]);
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
export function UnsentSlot({ me }: { me: PersonView }) {
  const view = useView();
  const connection = useConnection();
  const boards = useBoards();
  const roomName = useRoomName();
  const { notebook } = view.me;
  // As one word, so that a vote on one of them is no reason to look through them.
  const here = Object.values(view.boards)
    .filter((board) => board.room === me.room && !board.put_away)
    .map((board) => board.id)
    .concat(Object.values(view.pages))
    .join(" ");
  useEffect(() => {
    boards.stay([...here.split(" "), notebook]);
  }, [boards, here, notebook]);
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
