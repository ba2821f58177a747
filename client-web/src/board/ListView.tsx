import { isClosed, waitsIn } from "./closed.ts";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";
import { Switch } from "../components/Switch.tsx";
import { clusterProps, foundProps, tabStop, useChoices, type ViewProps, voteProps, writersOf } from "./BoardView.tsx";
import { ClusterMenu } from "./ClusterMenu.tsx";
import { runsOf } from "./clusters.ts";
import type { Note, NoteId } from "./notes.ts";
import { NoteCard } from "./NoteCard.tsx";
import type { Group } from "./order.ts";
import { useActing } from "./use_session.ts";
import { byDots } from "./votes.ts";
import { useSectionName } from "./words.ts";

/** The same notes as a document: sections as headings, notes in reading order. */
export function ListView(props: ViewProps) {
  const { session, actions, groups, clusters, clusterActions, sections, writable, mayEdit, me, author, nameOf, unsaved, opened, waiting, vote, legend, finding } = props;
  const { t } = useTranslation();
  const sectionName = useSectionName();
  const peers = useActing(session);
  const [sorted, setSorted] = useState(false);
  const counted = vote?.open === false && vote.counts !== undefined ? vote : undefined;
  const ordered = useMemo(
    () => (sorted && counted ? groups.map((group) => ({ ...group, notes: byDots(group.notes, counted) })) : groups),
    [sorted, counted, groups],
  );
  const steady = useSteady(ordered, actions.editing);
  const tabbable = tabStop(actions.focus, steady);
  const choices = useChoices(props);
  const card = (note: Note) => (
    <NoteCard
      session={session}
      handlers={actions.handlers}
      note={note}
      author={author(note)}
      own={note.author !== "" && note.author === me}
      sections={sections}
      editing={actions.editing === note.id}
      tabbable={note.id === tabbable}
      mayEdit={mayEdit && !isClosed(note.section, sections, writable)}
      waits={unsaved.has(note.id) ? waitsIn(note.section, sections, waiting) : undefined}
      writers={writersOf(note.id, peers, nameOf)}
      {...clusterProps(props, choices, note)}
      {...voteProps(vote, note.id)}
      legend={legend}
      {...foundProps(finding, note.id)}
    />
  );
  return (
    <div className="board-list">
      {counted ? (
        <div className="board-list-section">
          <Switch isSelected={sorted} onChange={setSorted}>
            {t("board.vote.sort")}
          </Switch>
        </div>
      ) : null}
      {steady.map((group) => {
        const id = group.section?.id;
        const mine = mayEdit && id !== undefined && (writable.length === 0 || writable.includes(id));
        const name = sectionName(group.section);
        const hasHeading = sections.length > 0 || group.section === undefined;
        const Heading = hasHeading ? "h4" : "h3";
        if (group.notes.length === 0 && !mine && sections.length > 0) return null;
        return (
          <section key={id ?? "other"} className="board-list-section" aria-label={name}>
            {hasHeading ? (
              <h3 className="board-list-heading">
                <span dir="auto">{name}</span> <span className="soft">{t("board.count", { count: group.notes.length })}</span>
                {id !== undefined && isClosed(id, sections, writable) ? <span className="board-head-closed"> {group.section?.opens ?? t("board.sections.closed")}</span> : null}
              </h3>
            ) : null}
            {group.notes.length === 0 ? null : (
              <ol className="board-list-notes">
                {runsOf(group.notes, clusters).map(({ cluster, notes }) =>
                  cluster ? (
                    <li key={cluster.id} className="cluster-list" data-cluster={cluster.id}>
                      <div className="cluster-head" data-fixed>
                        <Heading className="cluster-name" dir="auto">
                          {cluster.name}
                        </Heading>
                        <span className="small soft">{t("board.count", { count: notes.length })}</span>
                        {clusterActions.isClosed(cluster) ? null : <ClusterMenu cluster={cluster} sections={sections} actions={clusterActions} />}
                      </div>
                      <ol className="board-list-notes" aria-label={cluster.name}>
                        {notes.map((note) => (
                          <li key={note.id}>{card(note)}</li>
                        ))}
                      </ol>
                    </li>
                  ) : (
                    notes.map((note) => <li key={note.id}>{card(note)}</li>)
                  ),
                )}
              </ol>
            )}
            {mine ? (
              <Button className="board-list-add" onPress={() => actions.add({ section: id })}>
                {sections.length > 0 ? t("board.addTo", { section: name }) : t("board.add")}
              </Button>
            ) : null}
          </section>
        );
      })}
      {opened && steady.every((group) => group.notes.length === 0) ? <p className="soft board-list-none">{mayEdit ? t("board.noneList") : t("board.noneRead")}</p> : null}
    </div>
  );
}

/**
 * While somebody writes in the list, no note changes its place in it: an element that moves loses the caret. New notes come at
 * the end of their section, what was deleted goes.
 */
function useSteady(groups: readonly Group[], editing: NoteId | undefined): readonly Group[] {
  const [begun, setBegun] = useState({ editing, groups });
  if (begun.editing !== editing) setBegun({ editing, groups });
  return editing === undefined || begun.editing !== editing ? groups : inOrderOf(begun.groups, groups);
}

export function inOrderOf(before: readonly Group[], groups: readonly Group[]): readonly Group[] {
  const notes = new Map(groups.flatMap((group) => group.notes).map((note) => [note.id, note]));
  const placed = new Set<NoteId>();
  const kept = before.map((group) => ({
    section: group.section,
    notes: group.notes.flatMap((old) => {
      const note = notes.get(old.id);
      if (note) placed.add(note.id);
      return note ? [note] : [];
    }),
  }));
  for (const group of groups) {
    const fresh = group.notes.filter((note) => !placed.has(note.id));
    const same = kept.find((one) => one.section?.id === group.section?.id);
    if (same) same.notes.push(...fresh);
    else kept.push({ section: group.section, notes: fresh });
  }
  return kept;
}
