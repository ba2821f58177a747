import { type KeyboardEvent, memo, type PointerEvent, useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../components/Icon.tsx";
import { LateMenu } from "../components/LateMenu.tsx";
import type { Legend } from "./colors.ts";
import { CopyWords } from "./CopyWords.tsx";
import type { Note, NoteId } from "./notes.ts";
import { NoteMenu } from "./NoteMenu.tsx";
import type { BoardSection } from "./props.ts";
import type { WaitsFor } from "./saving.ts";
import type { BoardSession } from "./session.ts";
import type { Cluster } from "./clusters.ts";
import type { ClusterHandlers } from "./use_clusters.ts";
import { NoteWords } from "./NoteWords.tsx";
import { bindText } from "./text_binding.ts";
import { DotButtons } from "./VoteBar.tsx";

/** What a note asks of the board. Stable, so that a note is drawn again only when it changes. */
export interface NoteHandlers extends ClusterHandlers {
  edit: (id: NoteId) => void;
  /** `focus`: the keyboard goes on with the note. */
  leave: (id: NoteId, focus: boolean) => void;
  focused: (id: NoteId) => void;
  key: (event: KeyboardEvent, id: NoteId) => void;
  recolor: (id: NoteId, color: Note["color"]) => void;
  moveTo: (id: NoteId, section: string) => void;
  shift: (id: NoteId, step: -1 | 1) => void;
  remove: (id: NoteId) => void;
}

export interface NoteCardProps {
  session: BoardSession;
  handlers: NoteHandlers;
  note: Note;
  author: string;
  own: boolean;
  sections: readonly BoardSection[];
  editing: boolean;
  selected: boolean;
  /** The group that it is in, and those of its section; `undefined`: none are made here. */
  cluster: Cluster | undefined;
  clusters: readonly Cluster[] | undefined;
  /** The one note that the tab key reaches. */
  tabbable: boolean;
  mayEdit: boolean;
  /** Changed here and not taken by the server: until when. */
  waits: WaitsFor | undefined;
  /** Names of others who write in it. */
  writers: string;
  onPointerDown?: (event: PointerEvent, id: NoteId) => void;
  /** Words that are looked for, and whether they stand here; `now`: this is the one in view. */
  query?: string;
  found?: "now" | "yes" | undefined;
  /** What the board's colours stand for. */
  legend?: Legend | undefined;
  /** Of a vote: the dots of all (`undefined`: not shown), one's own, and whether some go back and one more comes. */
  dotsCount?: number | undefined;
  dotsMine?: number;
  dotsOpen?: boolean;
  dotsMore?: boolean;
  onDot?: (id: NoteId, more: boolean) => void;
}

/** More is a document, not a note; it also keeps one paste far below what the server takes at once. */
const TEXT_MAX = 4_000;

export const NoteCard = memo(function NoteCard(props: NoteCardProps) {
  const { note, handlers, author, own, editing, tabbable, mayEdit, waits, writers } = props;
  const { t } = useTranslation();
  const { id } = note;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- one stop of the tab key for all notes; each key has its button
    <div
      className="note"
      role="group"
      aria-roledescription={t("board.note")}
      aria-labelledby={`author-${id} text-${id}`}
      aria-describedby={describedBy(id, props)}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
      tabIndex={tabbable && !editing ? 0 : -1}
      data-note={id}
      data-color={note.color}
      data-own={own || undefined}
      data-waits={waits || undefined}
      data-selected={props.selected || undefined}
      data-found={props.found}
      data-written={writers === "" ? undefined : true}
      onFocus={() => handlers.focused(id)}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (event.key === " " && mayEdit && props.clusters && !event.ctrlKey && !event.metaKey && !event.altKey) {
          event.preventDefault();
          handlers.select(id);
        } else if (props.dotsOpen && (event.key === "+" || event.key === "-")) props.onDot?.(id, event.key === "+");
        else handlers.key(event, id);
      }}
      onDoubleClick={(event) => {
        event.stopPropagation();
        if (mayEdit && !editing) handlers.edit(id);
      }}
      onPointerDown={(event) => {
        if (!event.shiftKey || event.button !== 0 || !mayEdit || !props.clusters || (event.target as Element).closest("button, textarea, a")) props.onPointerDown?.(event, id);
        else {
          // Words that are selected on the way are not meant.
          event.preventDefault();
          event.currentTarget.focus({ preventScroll: true });
          handlers.select(id);
        }
      }}
    >
      <div className="note-head">
        <span className="note-author" id={`author-${id}`} title={author}>
          {author}
        </span>
        {mayEdit ? (
          <>
            {/* Plain buttons: of what stands on each of hundreds of notes, all adds up. */}
            <button type="button" className="button note-button" data-kind="quiet" aria-label={t("board.edit")} tabIndex={tabbable ? 0 : -1} onClick={() => handlers.edit(id)}>
              <Icon name="pen" size={16} />
            </button>
            <LateMenu label={t("board.noteMenu")} trigger={<Icon name="more" size={20} />} className="note-button" tabIndex={tabbable ? 0 : -1}>
              {(startOpen) => <NoteMenu {...props} startOpen={startOpen} />}
            </LateMenu>
          </>
        ) : null}
      </div>
      {editing ? (
        <NoteText {...props} />
      ) : (
        <div className="note-text" id={`text-${id}`} dir="auto">
          {note.text === "" ? <span className="soft">{t("board.empty")}</span> : <NoteWords text={note.text} query={props.query ?? ""} tabbable={tabbable} />}
        </div>
      )}
      {props.legend?.[note.color] ? (
        <p className="note-foot note-meaning" dir="auto">
          {props.legend[note.color]}
        </p>
      ) : null}
      {props.onDot && (props.dotsOpen || props.dotsCount !== undefined) ? (
        <DotButtons
          dots={{ count: props.dotsCount, mine: props.dotsMine ?? 0, open: props.dotsOpen ?? false, more: props.dotsMore ?? false }}
          tabbable={tabbable}
          onDot={(more) => props.onDot?.(id, more)}
        />
      ) : null}
      {props.cluster ? (
        <span className="hidden-visually" id={`group-${id}`}>
          {t("clusters.in", { name: props.cluster.name })}
        </span>
      ) : null}
      {props.selected ? (
        <span className="hidden-visually" id={`selected-${id}`}>
          {t("clusters.isSelected")}
        </span>
      ) : null}
      {writers === "" ? null : (
        <p className="note-writers">
          <Icon name="pen" size={12} />
          <span aria-hidden="true">{writers}</span>
          <span className="hidden-visually">{t("board.writes", { names: writers })}</span>
        </p>
      )}
      {waits ? (
        <div className="note-foot note-waits">
          <p id={`waits-${id}`}>{t(`board.waits.${waits}`)}</p>
          {waits === "round" ? <CopyWords text={note.text} excludeFromTabOrder={!tabbable} /> : null}
        </div>
      ) : null}
    </div>
  );
});

function describedBy(id: NoteId, { selected, cluster, waits }: NoteCardProps): string | undefined {
  const parts = [selected ? `selected-${id}` : "", cluster ? `group-${id}` : "", waits ? `waits-${id}` : ""].filter((part) => part !== "");
  return parts.length === 0 ? undefined : parts.join(" ");
}

function NoteText({ session, note, handlers, mayEdit }: NoteCardProps) {
  const { t } = useTranslation();
  const area = useRef<HTMLTextAreaElement>(null);
  const text = session.text(note.id);
  useLayoutEffect(() => {
    const element = area.current;
    if (!element || !text) return undefined;
    const unbind = bindText(element, text);
    const fit = () => {
      element.style.height = "auto";
      element.style.height = `${element.scrollHeight}px`;
    };
    fit();
    element.addEventListener("input", fit);
    element.addEventListener("shown", fit);
    return () => {
      unbind();
      element.removeEventListener("input", fit);
      element.removeEventListener("shown", fit);
    };
  }, [text]);
  useEffect(() => {
    const element = area.current;
    if (!element) return undefined;
    // Somebody has just asked to edit, so this is where they want to be.
    element.focus({ preventScroll: false });
    element.setSelectionRange(element.value.length, element.value.length);
    session.newStep();
    session.writeIn(note.id);
    return () => session.writeIn(null);
  }, [session, note.id]);
  return (
    <textarea
      ref={area}
      className="note-text note-area"
      id={`text-${note.id}`}
      aria-label={t("board.noteText")}
      dir="auto"
      rows={2}
      maxLength={TEXT_MAX}
      // Not disabled: the caret stays where it was while it is not their turn.
      readOnly={!mayEdit}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          handlers.leave(note.id, true);
        }
      }}
      onBlur={(event) => {
        // Another window took the focus: they are still writing here.
        if (document.hasFocus() && event.relatedTarget !== event.currentTarget) handlers.leave(note.id, false);
      }}
    />
  );
}
