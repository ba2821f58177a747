import "./board.css";
import "./board-tools.css";
import "./board-vote.css";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../components/announcer.ts";
import { Button } from "../components/Button.tsx";
import { Icon } from "../components/Icon.tsx";
import { Menu, MenuItem } from "../components/Menu.tsx";
import "./clusters.css";
import { BoardView } from "./BoardView.tsx";
import { ClusterName, SelectionBar } from "./ClusterName.tsx";
import { NO_CLUSTERS } from "./clusters.ts";
import { DigestDialog } from "./DigestDialog.tsx";
import { FindBar } from "./FindBar.tsx";
import { HelpDialog } from "./HelpDialog.tsx";
import { keepShortcut, shortcutKept } from "./kept.ts";
import { ListView } from "./ListView.tsx";
import { groupsOf } from "./order.ts";
import { printBoard } from "./print.ts";
import type { BoardProps } from "./props.ts";
import { Refused } from "./Refused.tsx";
import { isRefused, mayEdit as mayEditNow, statusOf, waitsFor } from "./saving.ts";
import type { BoardSession } from "./session.ts";
import { StatusLine } from "./StatusLine.tsx";
import { useActions } from "./use_actions.ts";
import { useClusters } from "./use_clusters.ts";
import { useFind } from "./use_find.ts";
import { useBoardState, useSession, useStatusTold } from "./use_session.ts";
import { VoteBar } from "./VoteBar.tsx";
import { useAuthor } from "./words.ts";

/** A room's shared board. Loaded lazily: it brings Yjs with it. */
export default function Board(props: BoardProps) {
  const [attempt, setAttempt] = useState(0);
  return <OneBoard {...props} key={attempt} again={() => setAttempt(attempt + 1)} />;
}

function OneBoard(props: BoardProps & { again: () => void }) {
  const session = useSession(props);
  return session ? <OpenBoard {...props} session={session} /> : <div className="board" aria-busy="true" />;
}

function OpenBoard(props: BoardProps & { session: BoardSession; again: () => void }) {
  const { session, sections, writableSections, me, nameOf } = props;
  const { t } = useTranslation();
  const root = useRef<HTMLDivElement>(null);
  const state = useBoardState(session);
  const { notes, saving } = state;
  const status = statusOf(saving, props.mayWrite);
  useStatusTold(session, status);
  const isTheirTurn = mayEditNow(saving, props.mayWrite);
  // A note that is made before the others are known would lie on them.
  const opened = saving.synced || saving.connection === "lost";
  const mayEdit = isTheirTurn && opened;
  const clusters = props.apart ? NO_CLUSTERS : state.clusters;
  const groups = useMemo(() => groupsOf(notes, sections, clusters), [notes, sections, clusters]);
  const asked = props.askedSections ?? writableSections;
  // Where authors are hidden, a note says nothing of who made it.
  const mine = props.nameless ? "" : me.id;
  const noteActions = useActions({ session, root, groups, clusters, sections, writable: writableSections, asked, mayEdit, me: mine });
  const clusterActions = useClusters({ session, groups, clusters, sections, writable: writableSections, mayEdit });
  const handlers = useMemo(() => ({ ...noteActions.handlers, ...clusterActions.handlers }), [noteActions.handlers, clusterActions.handlers]);
  const actions = { ...noteActions, handlers };
  const author = useAuthor(mine, nameOf, props.origin);
  const [view, setView] = useState(props.startAs);
  const [zoom, setZoom] = useState(1);
  const finding = useFind(root, groups);
  const [helping, setHelping] = useState(false);
  const [copying, setCopying] = useState(false);
  const [shortcut, setShortcut] = useState(shortcutKept);
  useArrivals(session);
  useClosing(session, writableSections);
  const changeShortcut = useCallback((on: boolean) => {
    keepShortcut(on);
    setShortcut(on);
  }, []);

  const keys = (event: KeyboardEvent) => {
    const key = event.key.toLowerCase();
    const command = event.ctrlKey || event.metaKey;
    const typing = (event.target as Element).closest("textarea, input, [role=menu], [role=dialog]") !== null;
    let run: (() => void) | undefined;
    if (command && !event.altKey && key === "z") run = event.shiftKey ? actions.redo : actions.undo;
    else if (command && !event.altKey && key === "y") run = actions.redo;
    else if (key === "escape" && !typing && clusterActions.selected.size > 0) run = clusterActions.clear;
    else if (shortcut && key === "n" && !typing && !command && !event.altKey && !event.shiftKey) run = () => actions.add();
    if (!run) return;
    event.preventDefault();
    run();
  };

  if (status.kind === "stopped" && isRefused(status.reason)) return <Refused text={state.rescued ?? ""} closed={status.reason === "section_closed"} onAgain={props.again} />;
  const shared = {
    session,
    actions,
    notes,
    groups,
    clusters,
    clusterActions,
    apart: props.apart ?? false,
    sections,
    asked,
    writable: writableSections,
    mayEdit,
    me: mine,
    author,
    nameOf,
    unsaved: saving.unsaved,
    opened,
    waiting: waitsFor(status),
    vote: props.vote,
    legend: props.legend,
    finding,
    zoom,
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys that work anywhere on the board, beside its buttons
    <div className="board" ref={root} role="region" aria-label={t("board.label")} onKeyDown={keys} data-view={view}>
      <div className="board-bar">
        {isTheirTurn ? (
          <>
            <Button kind="main" isDisabled={!opened} onPress={() => actions.add()}>
              {t("board.add")}
            </Button>
            <Button kind="quiet" isDisabled={!state.canUndo} onPress={actions.undo}>
              {t("board.undo")}
            </Button>
            <Button kind="quiet" isDisabled={!state.canRedo} onPress={actions.redo}>
              {t("board.redo")}
            </Button>
          </>
        ) : null}
        <StatusLine status={status} keptHere={state.keptHere} reason={props.readOnlyReason} />
        {props.tools}
        <Button kind="quiet" onPress={() => setView(view === "board" ? "list" : "board")}>
          <Icon name={view === "board" ? "list" : "board"} size={18} />
          {view === "board" ? t("board.toList") : t("board.toBoard")}
        </Button>
        <Menu kind="quiet" className="board-view-menu" trigger={t("board.view")}>
          <MenuItem onAction={finding.show}>{t("board.find.open")}</MenuItem>
          <MenuItem onAction={() => printBoard(setView, view)}>{t("board.print")}</MenuItem>
          {props.digest ? <MenuItem onAction={() => setCopying(true)}>{t("digest.open")}</MenuItem> : null}
          <MenuItem isDisabled={view === "list" || zoomed(zoom, 1) === zoom} onAction={() => setZoom(zoomed(zoom, 1))}>
            {t("board.zoomIn")}
          </MenuItem>
          <MenuItem isDisabled={view === "list" || zoomed(zoom, -1) === zoom} onAction={() => setZoom(zoomed(zoom, -1))}>
            {t("board.zoomOut")}
          </MenuItem>
          <MenuItem isDisabled={zoom === 1} onAction={() => setZoom(1)}>
            {t("board.zoomNone", { percent: Math.round(zoom * 100) })}
          </MenuItem>
          <MenuItem onAction={() => setHelping(true)}>{t("board.keys")}</MenuItem>
        </Menu>
      </div>
      <h2 className="board-print-title" dir="auto">
        {props.title ?? t("board.label")}
      </h2>
      {finding.open ? <FindBar query={finding.words} count={finding.notes.length} at={finding.at} onQuery={finding.ask} onStep={finding.step} onClose={finding.close} /> : null}
      {props.vote ? <VoteBar vote={props.vote} notes={notes} known={saving.synced} /> : null}
      <SelectionBar actions={clusterActions} />
      {view === "board" ? <BoardView {...shared} /> : <ListView {...shared} />}
      {clusterActions.naming ? <ClusterName naming={clusterActions.naming} actions={clusterActions} /> : null}
      {copying && props.digest ? <DigestDialog title={t("digest.title")} groups={groups} source={props.digest} onClose={() => setCopying(false)} /> : null}
      <HelpDialog isOpen={helping} onClose={() => setHelping(false)} shortcut={shortcut} onShortcut={changeShortcut} />
    </div>
  );
}

/** With its section a note is closed, also for taking back what one did there. */
function useClosing(session: BoardSession, writable: readonly string[]): void {
  const open = writable.join(" ");
  const before = useRef(open);
  useEffect(() => {
    if (before.current !== open) session.forgetUndo();
    before.current = open;
  }, [session, open]);
}

/** How large the board is shown. */
const ZOOMS = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2];

function zoomed(zoom: number, by: 1 | -1): number {
  return ZOOMS[ZOOMS.indexOf(zoom) + by] ?? zoom;
}

/** How long others' new notes are gathered before they are spoken of, as a number. */
const ARRIVALS_MS = 8_000;

function useArrivals(session: BoardSession): void {
  const { t } = useTranslation();
  useEffect(() => {
    let count = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = session.onArrivals((notes) => {
      count += notes.length;
      timer ??= setTimeout(() => {
        announcer.announce("people", t("board.arrived", { count }));
        count = 0;
        timer = undefined;
      }, ARRIVALS_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [session, t]);
}
