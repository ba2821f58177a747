import "../components/field.css";
import "./board.css";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { addNote, type NoteId } from "./notes.ts";
import { inReadingOrder } from "./order.ts";
import type { NotebookProps } from "./props.ts";
import { Refused } from "./Refused.tsx";
import { mayEdit as mayEditNow, statusOf } from "./saving.ts";
import type { BoardSession } from "./session.ts";
import { StatusLine } from "./StatusLine.tsx";
import { bindText } from "./text_binding.ts";
import { useBoardState, useSession, useStatusTold } from "./use_session.ts";

/** A whole meeting's jottings; one paste of it stays below what the server takes at once. */
const TEXT_MAX = 50_000;

/** One person's private page: a board with one note that only they can open. */
export default function Notebook(props: NotebookProps) {
  const [attempt, setAttempt] = useState(0);
  return <OneNotebook {...props} key={attempt} again={() => setAttempt(attempt + 1)} />;
}

function OneNotebook(props: NotebookProps & { again: () => void }) {
  const session = useSession(props);
  return session ? <OpenNotebook {...props} session={session} /> : <div className="notebook" aria-busy="true" />;
}

function OpenNotebook({ session, again, me, mayWrite }: NotebookProps & { session: BoardSession; again: () => void }) {
  const { t } = useTranslation();
  const state = useBoardState(session);
  const status = statusOf(state.saving, mayWrite);
  useStatusTold(session, status);
  // Two devices that began at once have made a page each: the first is the page, the others are read below it.
  const pages = [...state.notes].sort(inReadingOrder);
  const page = pages[0]?.id;
  const mayEdit = mayEditNow(state.saving, mayWrite);
  if (status.kind === "stopped" && status.reason === "bad_update") return <Refused text={state.rescued ?? ""} onAgain={again} />;
  return (
    <div className="notebook" role="region" aria-label={t("board.notebook")}>
      <p className="soft small">{t("board.notebookHint")}</p>
      <Page session={session} page={page} me={me.id} mayEdit={mayEdit && (page !== undefined || state.saving.synced || state.saving.connection === "lost")} />
      {pages.slice(1).map((note) => (
        <p key={note.id} className="notebook-more" dir="auto">
          {note.text}
        </p>
      ))}
      <StatusLine status={status} keptHere={state.keptHere} reason={undefined} />
    </div>
  );
}

function Page({ session, page, me, mayEdit }: { session: BoardSession; page: NoteId | undefined; me: string; mayEdit: boolean }) {
  const { t } = useTranslation();
  const area = useRef<HTMLTextAreaElement>(null);
  const text = page === undefined ? undefined : session.text(page);
  useLayoutEffect(() => {
    const element = area.current;
    return element && text ? bindText(element, text) : undefined;
  }, [text]);
  // The page comes to be with its first letter, so that two devices which only look do not make two.
  useEffect(() => {
    const element = area.current;
    if (!element || text) return undefined;
    const begin = (event: Event) => {
      if (element.value === "" || (event as InputEvent).isComposing) return;
      addNote(session.notes, { x: 0, y: 0, color: "white", section: "", author: me, text: element.value }, Date.now());
    };
    element.addEventListener("input", begin);
    element.addEventListener("compositionend", begin);
    return () => {
      element.removeEventListener("input", begin);
      element.removeEventListener("compositionend", begin);
    };
  }, [session, text, me]);
  return (
    <textarea
      ref={area}
      className="field-input notebook-area"
      aria-label={t("board.notebook")}
      placeholder={t("board.notebookPlaceholder")}
      dir="auto"
      maxLength={TEXT_MAX}
      readOnly={!mayEdit}
    />
  );
}
