/**
 * Notes that people put together under a name; the page calls it a group. A root map `groups` from an id to a map of scalars, and
 * in each note the id of its group: two people who gather notes at once get what both did. One without notes is not shown.
 */
import * as Y from "yjs";
import { uuidv7 } from "../connection/uuid.ts";
import { type Note, type NoteId, type Notes, OWN, setNote } from "./notes.ts";
import type { Spot } from "./presence.ts";

export type ClusterId = string;

export interface Cluster {
  id: ClusterId;
  name: string;
  /** Where its notes stood when somebody moved it last; the server closes it with that section. */
  section: string;
}

export type Clusters = Y.Map<Y.Map<unknown>>;
export type KnownClusters = ReadonlyMap<ClusterId, Cluster>;

export const NO_CLUSTERS: KnownClusters = new Map();
export const CLUSTER_NAME_MAX = 80;

export function clustersOf(doc: Y.Doc): Clusters {
  return doc.getMap("groups");
}

/** Others' pages wrote this, so each field is checked. */
export function readClusters(clusters: Clusters): KnownClusters {
  const known = new Map<ClusterId, Cluster>();
  for (const [id, cluster] of clusters.entries()) {
    if (!(cluster instanceof Y.Map)) continue;
    known.set(id, { id, name: word(cluster.get("name")).slice(0, CLUSTER_NAME_MAX), section: word(cluster.get("section")) });
  }
  return known;
}

/** Puts notes together in a section. */
export function makeCluster(notes: Notes, clusters: Clusters, made: { name: string; section: string; notes: readonly Note[] }, nowMs: number): ClusterId {
  const id = uuidv7(nowMs);
  change(clusters, () => {
    const cluster = new Y.Map<unknown>();
    cluster.set("name", made.name);
    cluster.set("section", made.section);
    clusters.set(id, cluster);
    for (const note of made.notes) setNote(notes, note.id, { group: id, section: made.section });
  });
  return id;
}

export function renameCluster(clusters: Clusters, id: ClusterId, name: string): void {
  const cluster = clusters.get(id);
  if (cluster && cluster.get("name") !== name) change(clusters, () => cluster.set("name", name));
}

/** Its notes stay where they are. */
export function ungroup(notes: Notes, members: readonly Note[]): void {
  notes.doc?.transact(() => {
    for (const note of members) setNote(notes, note.id, { group: "" });
  }, OWN);
}

/** All of it goes where its first note is to stand. */
export function moveCluster(notes: Notes, clusters: Clusters, id: ClusterId, members: readonly Note[], to: Spot): void {
  change(clusters, () => {
    for (const { id: note, x, y } of movedBy(members, to)) setNote(notes, note, { x, y, section: to.section });
    const cluster = clusters.get(id);
    if (cluster && cluster.get("section") !== to.section) cluster.set("section", to.section);
  });
}

/** Where notes of a cluster stand when its corner is there. */
export function movedBy(members: readonly Note[], to: Spot): (Spot & { id: NoteId })[] {
  const { x, y } = cornerOf(members);
  return members.map((note) => ({ id: note.id, section: to.section, x: note.x - x + to.x, y: note.y - y + to.y }));
}

export function cornerOf(members: readonly Note[]): { x: number; y: number } {
  return { x: Math.min(...members.map((note) => note.x)), y: Math.min(...members.map((note) => note.y)) };
}

/** The cluster of a note, if there is one. */
export function clusterOf(note: Note, clusters: KnownClusters): Cluster | undefined {
  return note.group === "" ? undefined : clusters.get(note.group);
}

/** One note by itself, or the notes of a cluster. */
export interface Run {
  cluster: Cluster | undefined;
  notes: Note[];
}

/** Notes in reading order as runs: a cluster stands where its first note does. */
export function runsOf(notes: readonly Note[], clusters: KnownClusters): Run[] {
  const runs: Run[] = [];
  const byId = new Map<ClusterId, Run>();
  for (const note of notes) {
    const cluster = clusterOf(note, clusters);
    const run = cluster && byId.get(cluster.id);
    if (run) {
      run.notes.push(note);
      continue;
    }
    const fresh: Run = { cluster, notes: [note] };
    runs.push(fresh);
    if (cluster) byId.set(cluster.id, fresh);
  }
  return runs;
}

function change(clusters: Clusters, run: () => void): void {
  clusters.doc?.transact(run, OWN);
}

const word = (value: unknown) => (typeof value === "string" ? value : "");
