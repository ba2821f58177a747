import { useTranslation } from "react-i18next";
import type { MeetingRecord } from "../../generated/protocol.ts";
import { dayText } from "../closing/commitments.ts";
import { useRecordRoomName } from "./names.ts";

/** What people take on, each with whose it is and by when. */
export function CommitmentsRecord({ record }: { record: MeetingRecord }) {
  const { t, i18n } = useTranslation();
  const roomName = useRecordRoomName();
  if (record.commitments.length === 0) return null;
  return (
    <section className="record-room" aria-labelledby="record-commitments">
      <h2 id="record-commitments">{t("record.commitments")}</h2>
      <ul className="record-list">
        {record.commitments.map((one) => {
          const room = record.rooms.find((candidate) => candidate.id === one.room);
          const aside = [
            one.person.name || t("record.erased"),
            room ? t("closing.for", { room: roomName(room) }) : undefined,
            one.due === null ? undefined : t("closing.by", { day: dayText(one.due, i18n.language) }),
            one.done ? t("closing.done") : undefined,
          ].filter((part) => part !== undefined);
          return (
            <li key={one.id} className="record-note">
              <span className="record-note-text" dir="auto">
                {one.text}
              </span>
              <span className="record-authors">{aside.join(", ")}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
