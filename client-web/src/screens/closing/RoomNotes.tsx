import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import type { BoardId, MeetingRecord, RecordRoom } from "../../generated/protocol.ts";
import { inLanguage } from "../../meeting/step.ts";
import { faultText } from "../../text/fault.ts";
import { useRecordRoomName } from "../record/names.ts";
import { noteRuns } from "../record/note_groups.ts";
import { copiedOf, roomsOf } from "./rooms.ts";
import type { OwnRecord } from "./useOwnRecord.ts";

const CopyNotes = lazy(() => import("./CopyNotes.tsx"));

/** The notes of the rooms that the reader was in, as their record has them. */
export function RoomNotes({ own, onLoad, person }: { own: OwnRecord; onLoad: () => void; person: string }) {
  const { t } = useTranslation();
  return (
    <section className="card stack" aria-labelledby="closing-notes">
      <h2 id="closing-notes">{t("closing.notes")}</h2>
      {own.kind === "closed" ? (
        <div>
          <Button large onPress={onLoad}>
            {t("closing.showNotes")}
          </Button>
        </div>
      ) : null}
      {own.kind === "loading" ? <p className="soft">{t("common.loading")}</p> : null}
      {own.kind === "failed" ? (
        <div className="row">
          <span>{faultText(t, own.error)}</span>
          <Button onPress={onLoad}>{t("common.tryAgain")}</Button>
        </div>
      ) : null}
      {own.kind === "ready" ? <Rooms record={own.record} person={person} /> : null}
    </section>
  );
}

function Rooms({ record, person }: { record: MeetingRecord; person: string }) {
  const { t } = useTranslation();
  const rooms = roomsOf(record, person);
  const roomName = useRecordRoomName();
  if (rooms.length === 0) return <p className="soft">{t("closing.noNotes")}</p>;
  return rooms.map((room, index) => (
    <details key={room.id} className="closing-room" open={index === 0}>
      <summary>
        <bdi>{roomName(room)}</bdi>
      </summary>
      <OneRoom room={room} />
    </details>
  ));
}

function OneRoom({ room }: { room: RecordRoom }) {
  const { t, i18n } = useTranslation();
  const question = room.rounds.at(-1)?.dilemma;
  return (
    <div className="stack-tight">
      {question?.focus_question == null ? null : (
        <p className="closing-question" dir="auto">
          {question.restated_question ?? question.focus_question}
        </p>
      )}
      {room.notes_withheld ? <p className="soft small">{t("record.notesWithheld")}</p> : null}
      {room.sections.map((section) => (
        <div key={section.id ?? ""}>
          <h3>{section.id === null ? t("record.otherNotes") : inLanguage(section.name, i18n.language)}</h3>
          {noteRuns(section.notes).map(({ group, notes }, index) => (
            // Nothing here has an id, and the record does not change.
            // oxlint-disable-next-line react/no-array-index-key
            <div key={index}>
              {group === undefined ? null : <h4 dir="auto">{group || t("clusters.heading")}</h4>}
              <ul className="closing-notes">
                {notes.map((note, at) => (
                  // oxlint-disable-next-line react/no-array-index-key
                  <li key={at} dir="auto">
                    {note.text}
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      ))}
      {room.copy_from === undefined || room.sections.length === 0 ? null : <Copying room={room} board={room.copy_from} />}
    </div>
  );
}

/** Onto the main room's digest, for whoever is back from the room. */
function Copying({ room, board }: { room: RecordRoom; board: BoardId }) {
  const { t } = useTranslation();
  const [copying, setCopying] = useState(false);
  const [more, setMore] = useState<readonly string[]>([]);
  const copied = useMemo(() => [...copiedOf(room), ...more], [room, more]);
  return (
    <div>
      <Button onPress={() => setCopying(true)}>{t("digest.open")}</Button>
      {copying ? (
        <Suspense>
          <CopyNotes room={room} board={board} copied={copied} onCopied={(ids) => setMore((before) => [...before, ...ids])} onClose={() => setCopying(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
