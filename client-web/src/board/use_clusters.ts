/** Selecting notes, and what is done with groups of them: by pointer, by keys, by menu. */
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../components/announcer.ts";
import { isClosed } from "./closed.ts";
import { type Cluster, type ClusterId, clusterOf, cornerOf, type KnownClusters, makeCluster, moveCluster, renameCluster, ungroup } from "./clusters.ts";
import { FRAME_EDGE, FRAME_HEAD } from "./layout.ts";
import { type Note, type NoteId, setNote } from "./notes.ts";
import type { Group } from "./order.ts";
import type { Spot } from "./presence.ts";
import type { BoardSection } from "./props.ts";
import type { BoardSession } from "./session.ts";

interface ClustersInput {
  session: BoardSession;
  groups: readonly Group[];
  clusters: KnownClusters;
  sections: readonly BoardSection[];
  writable: readonly string[];
  mayEdit: boolean;
}

/** What a note asks about groups. Stable. */
export interface ClusterHandlers {
  select: (id: NoteId) => void;
  /** A new group of the selected notes and this one. */
  gather: (id: NoteId) => void;
  /** None: out of the one that it is in. */
  putInto: (id: NoteId, cluster: Cluster | undefined) => void;
}

/** A name is asked for: for a new group of these notes, or for one that there is. */
export type Naming = { notes: readonly Note[] } | { cluster: Cluster };

export interface ClusterActions {
  handlers: ClusterHandlers;
  selected: ReadonlySet<NoteId>;
  clear: () => void;
  naming: Naming | undefined;
  ask: (naming: Naming | undefined) => void;
  gatherSelected: () => void;
  name: (naming: Naming, name: string) => void;
  ungroup: (id: ClusterId) => void;
  /** Its frame's corner is to stand there. */
  move: (id: ClusterId, spot: Spot) => void;
  moveTo: (id: ClusterId, section: BoardSection) => void;
  isClosed: (cluster: Cluster) => boolean;
}

const NOTHING: ReadonlySet<NoteId> = new Set();

export function useClusters(input: ClustersInput): ClusterActions {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(NOTHING);
  const [naming, ask] = useState<Naming>();
  const now = useRef({ ...input, t, chosen });
  useLayoutEffect(() => {
    now.current = { ...input, t, chosen };
  });

  const stable = useMemo(() => {
    const flat = () => now.current.groups.flatMap((group) => group.notes);
    const say = (text: string) => announcer.announce("result", text);
    const closed = (section: string) => isClosed(section, now.current.sections, now.current.writable);
    const open = (notes: readonly Note[]) => (now.current.mayEdit ? notes.filter((note) => !closed(note.section)) : []);
    const membersOf = (id: ClusterId) => open(flat().filter((note) => note.group === id));
    const step = (run: () => void) => {
      now.current.session.newStep();
      run();
      now.current.session.newStep();
    };
    const clear = () => setChosen(NOTHING);
    const gather = (also: readonly NoteId[]) => {
      const notes = open(flat().filter((note) => now.current.chosen.has(note.id) || also.includes(note.id)));
      if (notes.length > 0) ask({ notes });
    };
    const handlers: ClusterHandlers = {
      select: (id) => {
        const next = new Set(now.current.chosen);
        if (!next.delete(id)) next.add(id);
        const { length } = open(flat().filter((note) => next.has(note.id)));
        if (!now.current.mayEdit) return;
        setChosen(next);
        say(now.current.t("clusters.selected", { count: length }));
      },
      gather: (id) => gather([id]),
      putInto: (id, cluster) => {
        const [note] = open(flat().filter((one) => one.id === id));
        if (!note) return;
        const before = clusterOf(note, now.current.clusters);
        step(() => setNote(now.current.session.notes, id, { group: cluster?.id ?? "" }));
        say(cluster ? now.current.t("clusters.joined", { name: cluster.name }) : now.current.t("clusters.left", { name: before?.name ?? "" }));
      },
    };
    return {
      handlers,
      clear,
      gatherSelected: () => gather([]),
      name: (asked: Naming, name: string) => {
        ask(undefined);
        const { session } = now.current;
        if ("cluster" in asked) {
          step(() => renameCluster(session.clusters, asked.cluster.id, name));
          return;
        }
        // What was deleted or closed meanwhile stays out of it.
        const wanted = new Set(asked.notes.map((note) => note.id));
        const notes = open(flat().filter((note) => wanted.has(note.id)));
        const [first] = notes;
        clear();
        if (!first) return;
        step(() => makeCluster(session.notes, session.clusters, { name, section: first.section, notes }, Date.now()));
        say(now.current.t("clusters.made", { name, count: notes.length }));
      },
      ungroup: (id: ClusterId) => {
        const members = membersOf(id);
        step(() => ungroup(now.current.session.notes, members));
        say(now.current.t("clusters.ungrouped"));
      },
      move: (id: ClusterId, spot: Spot) => {
        const members = membersOf(id);
        const corner = { ...spot, x: spot.x + FRAME_EDGE, y: spot.y + FRAME_HEAD };
        if (members.length > 0 && !closed(spot.section)) step(() => moveCluster(now.current.session.notes, now.current.session.clusters, id, members, corner));
      },
      moveTo: (id: ClusterId, section: BoardSection) => {
        const members = membersOf(id);
        if (members.length === 0 || closed(section.id)) return;
        const last = Math.max(0, ...flat().flatMap((note) => (note.section === section.id ? [note.y + 1] : [])));
        step(() => moveCluster(now.current.session.notes, now.current.session.clusters, id, members, { section: section.id, x: cornerOf(members).x, y: last }));
        say(now.current.t("board.movedTo", { section: section.name }));
      },
    };
  }, []);

  const { sections, writable, mayEdit, groups } = input;
  // What is gone or closed is selected no more.
  const selected = useMemo(() => {
    if (chosen.size === 0 || !mayEdit) return NOTHING;
    return new Set(groups.flatMap((group) => group.notes).flatMap((note) => (chosen.has(note.id) && !isClosed(note.section, sections, writable) ? [note.id] : [])));
  }, [chosen, groups, sections, writable, mayEdit]);
  return { ...stable, selected, naming, ask, isClosed: (cluster) => !mayEdit || isClosed(cluster.section, sections, writable) };
}
