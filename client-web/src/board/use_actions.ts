import { isClosed as isClosedTo } from "./closed.ts";
import { clusterOf, type KnownClusters } from "./clusters.ts";
import { type KeyboardEvent, type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../components/announcer.ts";
import { toastStore } from "../components/toast_store.ts";
import { clampX, freePlace } from "./layout.ts";
import { addNote, type Color, type Note, type NoteId, OWN, removeNote, setNote } from "./notes.ts";
import type { NoteHandlers } from "./NoteCard.tsx";
import { type Group, swapped } from "./order.ts";
import type { Spot } from "./presence.ts";
import type { BoardSection } from "./props.ts";
import type { BoardSession } from "./session.ts";
import type { ClusterHandlers } from "./use_clusters.ts";
import { useVanished } from "./use_vanished.ts";
import { useSectionName } from "./words.ts";

export interface ActionsInput {
  session: BoardSession;
  root: RefObject<HTMLElement | null>;
  groups: readonly Group[];
  clusters: KnownClusters;
  sections: readonly BoardSection[];
  writable: readonly string[];
  /** Sections that the step asks for: where a note goes by itself of somebody who may write anywhere. */
  asked: readonly string[];
  mayEdit: boolean;
  me: string;
}

/** What is done with one note. */
export type OwnHandlers = Omit<NoteHandlers, keyof ClusterHandlers>;

export interface Actions {
  handlers: OwnHandlers;
  editing: NoteId | undefined;
  /** The note that has the keyboard, or had it last. */
  focus: NoteId | undefined;
  add: (where?: Partial<Spot>) => void;
  /** `group`: the one that it was dropped into; empty: into none. */
  place: (id: NoteId, spot: Spot & { group: string }) => void;
  undo: () => void;
  redo: () => void;
  /** The board view tells how large things are. */
  measured: (geometry: Geometry) => void;
}

export interface Geometry {
  heights: ReadonlyMap<NoteId, number>;
  /** Width of a section; notes are laid below each other in a narrow one. */
  widthOf: (section: string) => number;
}

const UNKNOWN: Geometry = { heights: new Map(), widthOf: () => 0 };

/** What can be done with notes, once for both views: by pointer, by keys, by menu. */
export function useActions(input: ActionsInput): Actions {
  const { t } = useTranslation();
  const sectionName = useSectionName();
  const [editing, setEditing] = useState<NoteId>();
  const [focus, setFocus] = useState<NoteId>();
  const geometry = useRef(UNKNOWN);
  const wanted = useRef<NoteId>(undefined);
  const fresh = useRef<NoteId>(undefined);
  const color = useRef<Color>("yellow");
  const now = useRef({ ...input, t, sectionName });
  useLayoutEffect(() => {
    now.current = { ...input, t, sectionName };
    // A note that was moved by its keys keeps the focus, wherever its element went.
    const id = wanted.current;
    const element = id === undefined ? null : input.root.current?.querySelector<HTMLElement>(`[data-note="${CSS.escape(id)}"]`);
    if (!element) return;
    wanted.current = undefined;
    if (!element.contains(document.activeElement)) element.focus();
  });

  const stable = useMemo(() => {
    const flat = () => now.current.groups.flatMap((group) => group.notes);
    const find = (id: NoteId) => flat().find((note) => note.id === id);
    const groupOf = (id: NoteId) => now.current.groups.find((group) => group.notes.some((note) => note.id === id));
    const say = (text: string) => announcer.announce("result", text);
    const focusOn = (id: NoteId | undefined) => {
      if (id === undefined) return;
      wanted.current = id;
      setFocus(id);
      // Also where nothing else is drawn anew.
      now.current.root.current?.querySelector<HTMLElement>(`[data-note="${CSS.escape(id)}"]`)?.focus();
    };
    const noteIsClosed = (id: NoteId) => {
      const note = find(id);
      return note !== undefined && isClosedTo(note.section, now.current.sections, now.current.writable);
    };
    const edit = (id: NoteId) => {
      if (!now.current.mayEdit || noteIsClosed(id)) return;
      setFocus(id);
      setEditing(id);
    };
    const add = (where: Partial<Spot> = {}) => {
      const { session, groups, writable, mayEdit, me } = now.current;
      const usual = writable[0] ?? now.current.asked[0];
      if (!mayEdit) return;
      const allowed = (section: string) => writable.length === 0 || writable.includes(section);
      const asked = where.section;
      const section = asked !== undefined && allowed(asked) ? asked : (usual ?? asked ?? groups[0]?.section?.id ?? "");
      const notes = groups.find((group) => group.section?.id === section)?.notes ?? [];
      const free = freePlace(notes, geometry.current.heights, geometry.current.widthOf(section));
      const spot = section === asked ? { ...free, ...where } : free;
      session.newStep();
      const id = addNote(session.notes, { x: spot.x, y: spot.y, section, color: color.current, author: me }, Date.now());
      fresh.current = id;
      edit(id);
    };
    const leave = (id: NoteId, keepFocus: boolean) => {
      const { session, mayEdit } = now.current;
      setEditing((current) => (current === id ? undefined : current));
      session.newStep();
      // A new note that nothing was written on was not meant.
      if (fresh.current === id && mayEdit && !noteIsClosed(id) && session.text(id)?.length === 0) {
        const index = flat().findIndex((note) => note.id === id);
        const other = flat()[index + 1] ?? flat()[index - 1];
        removeNote(session.notes, id);
        if (keepFocus) focusOn(other?.id);
      } else if (keepFocus) focusOn(id);
      if (fresh.current === id) fresh.current = undefined;
    };
    const step = (run: () => void) => {
      const { session, mayEdit } = now.current;
      if (!mayEdit) return;
      session.newStep();
      session.doc.transact(run, OWN);
      session.newStep();
    };
    const change = (id: NoteId, fields: Partial<Note>) => {
      if (!noteIsClosed(id)) step(() => setNote(now.current.session.notes, id, fields));
    };
    const undone = (outcome: ReturnType<BoardSession["undo"]>, word: "undone" | "redone") => {
      const words = now.current.t;
      if (outcome === "others_wrote") toastStore.show(words("board.othersWrote"));
      else say(outcome === "done" ? words(`board.${word}`) : words("board.nothingToUndo"));
    };
    const undo = () => now.current.mayEdit && undone(now.current.session.undo(), "undone");
    const shift = (id: NoteId, by: -1 | 1) => {
      const group = groupOf(id);
      const note = find(id);
      if (!group || !note) return;
      // Among those of its group, or those that are in none.
      const { clusters } = now.current;
      const own = clusterOf(note, clusters)?.id;
      const around = group.notes.filter((one) => clusterOf(one, clusters)?.id === own);
      const places = swapped(around, note, by);
      if (!places || noteIsClosed(id)) return;
      const place = around.findIndex((one) => one.id === id) + by + 1;
      step(() => {
        for (const { id: moved, x, y } of places) setNote(now.current.session.notes, moved, { x, y });
      });
      focusOn(id);
      say(now.current.t("board.movedPlace", { place, count: around.length, section: now.current.sectionName(group.section) }));
    };
    /** A section that is closed now takes nothing; the page says so before the server has to. */
    const isClosed = (section: string) => {
      const { writable, groups } = now.current;
      const closed = isClosedTo(section, now.current.sections, writable);
      const target = groups.find((group) => group.section?.id === section);
      if (closed) toastStore.show(now.current.t("board.sectionClosed", { section: now.current.sectionName(target?.section) }));
      return closed;
    };
    const moveTo = (id: NoteId, section: string) => {
      if (isClosed(section)) return;
      const target = now.current.groups.find((group) => group.section?.id === section);
      if (!target) return;
      change(id, { section, group: "", ...freePlace(target.notes, geometry.current.heights, geometry.current.widthOf(section)) });
      focusOn(id);
      say(now.current.t("board.movedTo", { section: now.current.sectionName(target.section) }));
    };
    const aside = (id: NoteId, by: -1 | 1) => {
      const { sections } = now.current;
      const note = find(id);
      if (!note) return;
      if (sections.length > 1) {
        const index = sections.findIndex((section) => section.id === note.section);
        const target = sections[index < 0 ? 0 : index + by];
        if (target) moveTo(id, target.id);
        return;
      }
      change(id, { x: clampX(note.x + by * 24, geometry.current.widthOf(note.section)) });
    };
    const openInstead = (section: string) => {
      const { writable } = now.current;
      return isClosedTo(section, now.current.sections, writable) ? (writable[0] ?? section) : section;
    };
    const remove = (id: NoteId) => {
      if (noteIsClosed(id)) return;
      const { session, mayEdit } = now.current;
      if (!mayEdit) return;
      const notes = flat();
      const index = notes.findIndex((note) => note.id === id);
      session.newStep();
      removeNote(session.notes, id);
      session.newStep();
      setEditing((current) => (current === id ? undefined : current));
      focusOn((notes[index + 1] ?? notes[index - 1])?.id);
      say(now.current.t("board.deleted"));
    };
    const beside = (id: NoteId, by: -1 | 1): Note | undefined => {
      const filled = now.current.groups.filter((group) => group.notes.length > 0);
      const note = find(id);
      const index = filled.findIndex((group) => group.notes.some((one) => one.id === id));
      const distance = (one: Note) => Math.abs(one.y - (note?.y ?? 0));
      return [...(filled[index + by]?.notes ?? [])].sort((a, b) => distance(a) - distance(b))[0];
    };
    const key = (event: KeyboardEvent, id: NoteId) => {
      const notes = flat();
      const index = notes.findIndex((note) => note.id === id);
      const moving = event.altKey || event.ctrlKey;
      const run: Partial<Record<string, () => void>> = moving
        ? {
            ArrowUp: () => shift(id, -1),
            ArrowDown: () => shift(id, 1),
            ArrowLeft: () => aside(id, -1),
            ArrowRight: () => aside(id, 1),
          }
        : {
            Enter: () => edit(id),
            F2: () => edit(id),
            Delete: () => remove(id),
            ArrowUp: () => focusOn(notes[index - 1]?.id),
            ArrowDown: () => focusOn(notes[index + 1]?.id),
            ArrowLeft: () => focusOn(beside(id, -1)?.id),
            ArrowRight: () => focusOn(beside(id, 1)?.id),
            Home: () => focusOn(notes[0]?.id),
            End: () => focusOn(notes.at(-1)?.id),
          };
      const action = run[event.key];
      if (!action || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      action();
    };
    const handlers: OwnHandlers = {
      edit,
      leave,
      key,
      focused: setFocus,
      shift,
      moveTo,
      remove,
      recolor: (id, picked) => {
        color.current = picked;
        change(id, { color: picked });
        say(now.current.t("board.recolored", { color: now.current.t(`board.colors.${picked}`) }));
      },
    };
    /** What one was writing is not lost with the note: it is offered for a new one in its place. */
    const vanished = (note: Note, neighbour: NoteId | undefined) => {
      setEditing(undefined);
      if (neighbour !== undefined) focusOn(neighbour);
      else now.current.root.current?.querySelector<HTMLElement>(".board-bar button")?.focus();
      const words = now.current.t;
      if (note.text === "") say(words("board.gone"));
      else
        toastStore.show(words("board.gone"), {
          text: words("board.keepWords"),
          run: () => step(() => focusOn(addNote(now.current.session.notes, { ...note, section: openInstead(note.section), author: now.current.me }, Date.now()))),
        });
    };
    return {
      vanished,
      handlers,
      add,
      undo,
      redo: () => now.current.mayEdit && undone(now.current.session.redo(), "redone"),
      place: (id: NoteId, spot: Spot & { group: string }) => {
        if (find(id)?.section === spot.section || !isClosed(spot.section)) change(id, spot);
      },
      measured: (known: Geometry) => {
        geometry.current = known;
      },
    };
  }, []);

  const { vanished, ...actions } = stable;
  useVanished({ editing, notes: input.groups.flatMap((group) => group.notes), gone: vanished });
  return { ...actions, editing, focus };
}
