import { isClosed, waitsIn } from "./closed.ts";
import { type CSSProperties, type PointerEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";
import type { Legend } from "./colors.ts";
import { ClusterMenu } from "./ClusterMenu.tsx";
import { type Cluster, clusterOf, type KnownClusters, movedBy } from "./clusters.ts";
import { type Column, columnAt, columnsOf, emptyPlace, type Frame, FRAME_EDGE, FRAME_HEAD, frameAt, laidOut, NOTE_WIDTH, SLIM } from "./layout.ts";
import type { Note, NoteId } from "./notes.ts";
import { NoteCard } from "./NoteCard.tsx";
import { type Group, groupsOf } from "./order.ts";
import { Pointers } from "./Pointers.tsx";
import type { Acting, Spot } from "./presence.ts";
import type { BoardSection } from "./props.ts";
import type { WaitsFor } from "./saving.ts";
import type { BoardSession } from "./session.ts";
import type { NoteHandlers } from "./NoteCard.tsx";
import type { Actions } from "./use_actions.ts";
import type { ClusterActions } from "./use_clusters.ts";
import { useDrag } from "./use_drag.ts";
import { useActing } from "./use_session.ts";
import { type BoardVote, dotsOn } from "./votes.ts";
import type { Finding } from "./use_find.ts";
import { useSectionName } from "./words.ts";

export interface ViewProps {
  session: BoardSession;
  actions: Omit<Actions, "handlers"> & { handlers: NoteHandlers };
  clusters: KnownClusters;
  clusterActions: ClusterActions;
  /** No groups are made here. */
  apart: boolean;
  notes: readonly Note[];
  groups: readonly Group[];
  sections: readonly BoardSection[];
  /** Sections to write in now, for everybody and for the reader. */
  asked: readonly string[];
  writable: readonly string[];
  mayEdit: boolean;
  me: string;
  author: (note: Note) => string;
  nameOf: (id: string) => string | undefined;
  unsaved: ReadonlyMap<NoteId, number>;
  /** What the board was has come; before, it is not empty but unknown. */
  opened: boolean;
  /** What unsaved changes wait for. */
  waiting: WaitsFor | undefined;
  vote: BoardVote | undefined;
  legend: Legend | undefined;
  finding: Finding;
  /** 1 is 100 %. */
  zoom: number;
}

export function foundProps({ query, notes, at }: Finding, id: NoteId): { query: string; found: "now" | "yes" | undefined } {
  const place = notes.indexOf(id);
  return { query: place < 0 ? "" : query, found: place < 0 ? undefined : place === at ? "now" : "yes" };
}

/** What a note shows of the vote; plain values, so that a note is drawn again only when something of them changed. */
export function voteProps(vote: BoardVote | undefined, id: NoteId) {
  if (!vote) return {};
  const { count, mine, open, more } = dotsOn(vote, id);
  return { dotsCount: count, dotsMine: mine, dotsOpen: open, dotsMore: more, onDot: vote.onDot };
}

/** What a note shows of groups. */
export function clusterProps({ apart, clusters, clusterActions }: ViewProps, choices: ReadonlyMap<NoteId, readonly Cluster[]>, note: Note) {
  return {
    selected: clusterActions.selected.has(note.id),
    cluster: clusterOf(note, clusters),
    clusters: apart ? undefined : (choices.get(note.id) ?? NO_CHOICES),
  };
}

const NO_CHOICES: readonly Cluster[] = [];

/** By note, the groups of its section. The same list as long as it says the same, so that a note is drawn again only when something of it changed. */
export function useChoices({ groups, clusters }: Pick<ViewProps, "groups" | "clusters">): ReadonlyMap<NoteId, readonly Cluster[]> {
  const [kept] = useState(() => new Map<string, readonly Cluster[]>());
  return useMemo(() => {
    const byNote = new Map<NoteId, readonly Cluster[]>();
    for (const { section, notes } of groups) {
      const list = [...new Set(notes.flatMap((note) => clusterOf(note, clusters) ?? []))].sort((a, b) => (a.id < b.id ? -1 : 1));
      const before = kept.get(section?.id ?? "") ?? NO_CHOICES;
      const same = before.length === list.length && before.every((cluster, index) => cluster === list[index]) ? before : list;
      kept.set(section?.id ?? "", same);
      for (const note of notes) byNote.set(note.id, same);
    }
    return byNote;
  }, [groups, clusters, kept]);
}

/** The board as a surface: sections side by side, notes where people put them. */
export function BoardView(props: ViewProps) {
  const { session, actions, notes, sections, mayEdit } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const { zoom } = props;
  const seen = useWidth(scroller);
  // Smaller than life there is room for more; larger, one scrolls.
  const width = zoom < 1 ? seen / zoom : seen;
  const heights = useHeights(layer);
  const peers = useActing(session);

  // What others are moving is shown where it is now; the document hears of it when they let go.
  const { clusters, clusterActions } = props;
  const shown = useMemo(() => withDrags(notes, peers, clusters), [notes, peers, clusters]);
  const groups = useMemo(() => (shown === notes ? props.groups : groupsOf(shown, sections, clusters)), [shown, notes, props.groups, sections, clusters]);
  const choices = useChoices(props);
  const columns = useMemo(() => columnsOf(groups, width, props.asked), [groups, width, props.asked]);
  const { places, frames } = useMemo(() => laidOut(columns, heights, clusters), [columns, heights, clusters]);
  const { measured } = actions;
  useLayoutEffect(() => {
    measured({ heights, widthOf: (section) => columns.find((column) => column.group.section?.id === section)?.width ?? NOTE_WIDTH });
  }, [measured, heights, columns]);

  useBringIntoView(scroller, columns, props.asked, actions.editing === undefined, zoom);

  const place = (id: string, spot: Spot) => {
    const column = columns.find((one) => one.group.section?.id === spot.section);
    if (clusters.has(id)) clusterActions.move(id, spot);
    else if (column) actions.place(id, { ...spot, group: frameAt(frames, { left: column.left + spot.x, top: spot.y })?.id ?? "" });
  };
  const drag = useDrag({ session, scroller, layer, columns, mayEdit, zoom, place });
  const lifted = frames.find((frame) => frame.id === drag.held?.id);
  const offset = lifted && drag.held ? { left: drag.held.left - lifted.left, top: drag.held.top - lifted.top } : undefined;
  const height = Math.max(...[...places].map(([id, at]) => at.top + (heights.get(id) ?? 0) + 96), 0);
  const inNotesOrder = useMemo(() => [...shown].sort((a, b) => (a.id < b.id ? -1 : 1)), [shown]);
  const tabbable = tabStop(actions.focus, props.groups);

  const spotOf = useCallback(
    (event: { clientX: number; clientY: number }): (Spot & { column: Column }) | undefined => {
      const box = layer.current?.getBoundingClientRect();
      if (!box) return undefined;
      const [left, top] = [(event.clientX - box.left) / zoom, (event.clientY - box.top) / zoom];
      const column = columnAt(columns, left);
      if (!column) return undefined;
      const section = column.group.section?.id ?? "";
      return { column, section, x: Math.round(left - column.left), y: Math.round(top) };
    },
    [columns, zoom],
  );
  const point = (event: PointerEvent) => {
    const spot = spotOf(event);
    if (spot) session.point({ section: spot.section, x: spot.x, y: spot.y });
  };
  const addAt = (event: { clientX: number; clientY: number }) => {
    const spot = spotOf(event);
    if (spot) actions.add(spot.column.slim ? { section: spot.section } : { section: spot.section, x: spot.x - NOTE_WIDTH / 2, y: spot.y - 24 });
  };

  return (
    // Focusable, so that the keyboard can scroll it also while there is no note to go to.
    // A place on the board is the same for everybody, wherever their lines begin: `dir`.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="board-scroller" dir="ltr" ref={scroller} role="group" aria-label={t("board.toBoard")} tabIndex={0} onPointerMove={point} onPointerLeave={() => session.point(null)}>
      <div className="board-surface" style={{ width: sum(columns), zoom }}>
        <ColumnHeads columns={columns} {...props} />
        <div
          className="board-layer"
          ref={layer}
          style={{ minHeight: height }}
          onDoubleClick={(event) => {
            if (mayEdit && !(event.target as Element).closest("[data-note]")) addAt(event);
          }}
        >
          {columns.map((column) => (
            <div
              key={column.group.section?.id ?? "other"}
              className="board-column"
              data-slim={column.slim || undefined}
              data-asked={sections.length === 0 || props.asked.includes(column.group.section?.id ?? "") || undefined}
              style={{ left: column.left, width: column.width }}
            />
          ))}
          {notes.length === 0 && props.opened ? (
            <p className="board-none" style={emptyStyle(columns, props.asked)}>
              {mayEdit ? t("board.none") : t("board.noneRead")}
            </p>
          ) : null}
          {frames.map((frame) => {
            const cluster = clusters.get(frame.id);
            const moved = frame === lifted ? drag.held : undefined;
            return cluster ? <ClusterFrame key={`${frame.id} ${frame.left}`} frame={moved ? { ...frame, left: moved.left, top: moved.top } : frame} held={moved !== undefined} cluster={cluster} onPointerDown={drag.start} {...props} /> : null;
          })}
          {inNotesOrder.map((note) => {
            const at = places.get(note.id);
            const carried = offset !== undefined && note.group === lifted?.id;
            const moved = drag.held?.id === note.id ? drag.held : undefined;
            const style: CSSProperties = moved ? { left: moved.left, top: moved.top } : { left: (at?.left ?? 0) + (carried ? offset.left : 0), top: (at?.top ?? 0) + (carried ? offset.top : 0) };
            const by = peers.find((peer) => peer.drag?.id === note.id || (peer.drag !== undefined && peer.drag.id === note.group));
            return (
              <div key={note.id} className="board-note" style={style} data-held={moved !== undefined || undefined} data-carried={carried || undefined} data-raised={actions.editing === note.id || undefined} data-peer={by?.color}>
                <NoteCard
                  session={session}
                  handlers={actions.handlers}
                  note={note}
                  author={props.author(note)}
                  own={note.author !== "" && note.author === props.me}
                  sections={sections}
                  editing={actions.editing === note.id}
                  tabbable={note.id === tabbable}
                  mayEdit={mayEdit && !isClosed(note.section, sections, props.writable)}
                  waits={props.unsaved.has(note.id) ? waitsIn(note.section, sections, props.waiting) : undefined}
                  writers={writersOf(note.id, peers, props.nameOf)}
                  onPointerDown={drag.start}
                  {...clusterProps(props, choices, note)}
                  {...voteProps(props.vote, note.id)}
                  legend={props.legend}
                  {...foundProps(props.finding, note.id)}
                />
              </div>
            );
          })}
          <Pointers session={session} columns={columns} nameOf={props.nameOf} />
        </div>
      </div>
    </div>
  );
}

/** Round the notes of a group: its name, by which it is held, and its menu. */
function ClusterFrame({ frame, cluster, held, onPointerDown, clusterActions, sections }: ViewProps & { frame: Frame; cluster: Cluster; held: boolean; onPointerDown: (event: PointerEvent, id: string) => void }) {
  const { left, top, width, height } = frame;
  const closed = clusterActions.isClosed(cluster);
  // Under the name of its section, where sections have names.
  const Heading = sections.length > 0 ? "h4" : "h3";
  return (
    <div className="cluster" role="group" aria-label={cluster.name} data-cluster={cluster.id} data-held={held || undefined} style={{ left, top, width, height }}>
      <div className="cluster-head" data-fixed={closed || undefined} onPointerDown={(event) => (closed ? undefined : onPointerDown(event, cluster.id))}>
        <Heading className="cluster-name" dir="auto" title={cluster.name}>
          {cluster.name}
        </Heading>
        {closed ? null : <ClusterMenu cluster={cluster} sections={sections} actions={clusterActions} />}
      </div>
    </div>
  );
}

function ColumnHeads({ columns, asked, writable, mayEdit, actions, sections }: ViewProps & { columns: readonly Column[] }) {
  const { t } = useTranslation();
  const sectionName = useSectionName();
  if (sections.length === 0 && columns.length === 1) return null;
  return (
    <div className="board-heads">
      {columns.map(({ group, width, slim }) => {
        const id = group.section?.id;
        const mine = mayEdit && id !== undefined && (writable.length === 0 || writable.includes(id));
        const name = sectionName(group.section);
        const closed = id !== undefined && isClosed(id, sections, writable) ? (group.section?.opens ?? t("board.sections.closed")) : undefined;
        return (
          <div key={id ?? "other"} className="board-head" data-slim={slim || undefined} data-asked={(id !== undefined && asked.includes(id)) || undefined} style={{ width }}>
            <h3 className="board-head-name" dir="auto" title={slim ? name : undefined}>
              {name}
              {slim && closed ? <span className="board-head-closed"> · {closed}</span> : null}
            </h3>
            {id !== undefined && !slim && !closed && asked.includes(id) && asked.length < sections.length ? <span className="board-head-now">{t("board.openNow")}</span> : null}
            {!slim && closed ? <span className="board-head-closed">{closed}</span> : null}
            {mine && !slim ? (
              <Button kind="quiet" className="note-button" aria-label={t("board.addTo", { section: name })} onPress={() => actions.add({ section: id })}>
                <span aria-hidden="true">+</span>
              </Button>
            ) : null}
          </div>
        );
      })}
    </div>
  );
}

const EMPTY_MARGIN = 16;
const EMPTY_WIDTH_MAX = 384;

function emptyStyle(columns: readonly Column[], asked: readonly string[]): CSSProperties {
  const { left, width } = emptyPlace(columns, asked);
  return { left: left + EMPTY_MARGIN, maxWidth: Math.min(width - 2 * EMPTY_MARGIN, EMPTY_WIDTH_MAX) };
}

/** The note that the tab key reaches: where the keyboard was, else the first. */
export function tabStop(focus: NoteId | undefined, groups: readonly Group[]): NoteId | undefined {
  const all = groups.flatMap((group) => group.notes);
  return all.some((note) => note.id === focus) ? focus : all[0]?.id;
}

export function writersOf(id: NoteId, peers: readonly Acting[], nameOf: (id: string) => string | undefined): string {
  return peers
    .filter((peer) => peer.note === id)
    .map((peer) => nameOf(peer.id) ?? peer.name)
    .join(", ");
}

function withDrags(notes: readonly Note[], peers: readonly Acting[], clusters: KnownClusters): readonly Note[] {
  const drags = new Map(peers.flatMap((peer) => (peer.drag ? [[peer.drag.id, peer.drag] as const] : [])));
  if (drags.size === 0) return notes;
  // A whole group on its way.
  for (const drag of [...drags.values()].filter(({ id }) => clusters.has(id))) {
    const corner = { section: drag.section, x: drag.x + FRAME_EDGE, y: drag.y + FRAME_HEAD };
    for (const moved of movedBy(notes.filter((note) => note.group === drag.id), corner)) drags.set(moved.id, moved);
  }
  return notes.map((note) => {
    const drag = drags.get(note.id);
    if (!drag) return note;
    const group = drags.has(note.group) ? note.group : "";
    return { ...note, section: drag.section, x: drag.x, y: drag.y, group };
  });
}

/** When a step asks for other sections, they come into view and stay there until the reader goes elsewhere by themselves. */
function useBringIntoView(scroller: React.RefObject<HTMLElement | null>, columns: readonly Column[], asked: readonly string[], free: boolean, zoom: number): void {
  const brought = useRef("");
  const key = asked.join(" ");
  useEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    const done = () => {
      brought.current = key;
    };
    const events = ["pointerdown", "wheel", "keydown"] as const;
    for (const event of events) box.addEventListener(event, done, { passive: true });
    return () => {
      for (const event of events) box.removeEventListener(event, done);
    };
  }, [scroller, key]);
  useEffect(() => {
    const box = scroller.current;
    const wanted = columns.filter((column) => asked.includes(column.group.section?.id ?? ""));
    const [first, last] = [wanted[0], wanted.at(-1)];
    if (!box || !first || !last || !free || brought.current === key) return;
    const isInView = first.left * zoom >= box.scrollLeft && (last.left + last.width) * zoom <= box.scrollLeft + box.clientWidth;
    if (!isInView) box.scrollTo({ left: Math.max(0, (first.left - SLIM) * zoom) });
  }, [scroller, columns, asked, free, key, zoom]);
}

const sum = (columns: readonly Column[]) => columns.reduce((total, column) => total + column.width, 0);

function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return undefined;
    const read = () => setWidth(box.clientWidth);
    read();
    const observer = new ResizeObserver(read);
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

const NOTHING_MEASURED: ReadonlyMap<NoteId, number> = new Map();

/** The heights of the notes on the page, as they change. */
function useHeights(layer: React.RefObject<HTMLElement | null>): ReadonlyMap<NoteId, number> {
  const [heights, setHeights] = useState(NOTHING_MEASURED);
  const observer = useRef<{ observer: ResizeObserver; watched: WeakSet<Element> }>(undefined);
  useEffect(
    () => () => {
      observer.current?.observer.disconnect();
      observer.current = undefined;
    },
    [],
  );
  // After each drawing, since notes come and go.
  useLayoutEffect(() => {
    observer.current ??= { observer: new ResizeObserver((entries) => setHeights((known) => measuredIn(entries, known))), watched: new WeakSet() };
    for (const element of layer.current?.querySelectorAll("[data-note]") ?? []) {
      if (observer.current.watched.has(element)) continue;
      observer.current.watched.add(element);
      observer.current.observer.observe(element);
    }
  });
  return heights;
}

function measuredIn(entries: readonly ResizeObserverEntry[], known: ReadonlyMap<NoteId, number>): ReadonlyMap<NoteId, number> {
  const news = entries.flatMap(({ target }) => {
    const { dataset, offsetHeight } = target as HTMLElement;
    const id = dataset["note"];
    return id !== undefined && offsetHeight > 0 && known.get(id) !== offsetHeight ? [[id, offsetHeight] as const] : [];
  });
  return news.length === 0 ? known : new Map([...known, ...news]);
}
