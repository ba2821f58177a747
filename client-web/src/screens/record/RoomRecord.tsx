import { useTranslation } from "react-i18next";
import type { Named, RecordFrom, RecordNote, RecordPerson, RecordRoom, RecordRound, RecordSection, RecordTime } from "../../generated/protocol.ts";
import { inLanguage } from "../../meeting/step.ts";
import { CardRecord, FloorsRecord } from "./CardRecord.tsx";
import { ChatRecord } from "./ChatRecord.tsx";
import { clockText } from "../facilitator/schedule.ts";
import { useRecordRoomName } from "./names.ts";
import { noteRuns } from "./note_groups.ts";
import { inRoom, longest } from "./read.ts";
import { TimersRecord } from "./TimersRecord.tsx";

/** One room: its rounds with dilemma and times, then its board as text in reading order. */
export function RoomRecord({ room, people, zone }: { room: RecordRoom; people: readonly RecordPerson[]; zone: string }) {
  const { t, i18n } = useTranslation();
  const heading = `record-room-${room.id}`;
  const name = useRecordRoomName()(room);
  const there = inRoom(room, people).map((person) => person.name || t("record.erased"));
  const sections = room.sections.filter((section) => section.notes.length > 0);
  return (
    <section className="record-room" data-round={room.rounds.length > 0 || undefined} aria-labelledby={heading}>
      <h2 id={heading}>
        <bdi>{name}</bdi>
      </h2>
      {there.length > 0 ? (
        <p className="soft small">
          {t("record.people")}: {new Intl.ListFormat(i18n.language).format(there)}
        </p>
      ) : null}
      {room.rounds.map((round, index) => (
        // Two rounds of one room can have the same protocol and even the same second.
        // oxlint-disable-next-line react/no-array-index-key
        <RoundRecord key={index} round={round} heading={`${heading}-${index}`} zone={zone} />
      ))}
      <TimersRecord timers={room.timers ?? []} zone={zone} />
      {room.card ? <CardRecord card={room.card} zone={zone} /> : null}
      <h3 className="record-notes-heading">{t("record.notes")}</h3>
      {room.notes_withheld ? <p className="record-withheld">{t("record.notesWithheld")}</p> : null}
      {sections.length === 0 && !room.notes_withheld ? <p className="soft">{t("record.noNotes")}</p> : null}
      {sections.map((section) => (
        <Notes key={section.id ?? ""} section={section} />
      ))}
      {room.boards.map((board, index) => (
        // Two boards can have the same name.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index}>
          <h3 className="record-notes-heading">
            <bdi>{board.name ?? t(board.digest ? "digest.name" : "record.notes")}</bdi>
            {board.put_away ? <span className="soft small"> · {t("record.putAway")}</span> : null}
          </h3>
          {board.sections.map((section) => (
            <Notes key={section.id ?? ""} section={section} nameless={board.nameless} />
          ))}
        </div>
      ))}
      <ChatRecord messages={room.chat} heading={t("room.chat")} zone={zone} />
    </section>
  );
}

function RoundRecord({ round, heading, zone }: { round: RecordRound; heading: string; zone: string }) {
  const { t, i18n } = useTranslation();
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short", timeZone: zone });
  const { dilemma } = round;
  const nameOf = (named: Named) => named.name || t("record.erased");
  return (
    <div className="record-round">
      <h3 id={heading}>{inLanguage(round.name, i18n.language)}</h3>
      <p className="soft small">
        {round.presenter ? t("record.presented", { name: nameOf(round.presenter) }) : t("record.noPresenter")}
        {round.started_at === null ? null : ` · ${time.format(new Date(round.started_at))} – ${round.ended_at === null ? t("record.running") : time.format(new Date(round.ended_at))}`}
        {round.held_seconds > 0 ? ` · ${t("record.held", { time: clockText(round.held_seconds * 1000) })}` : null}
      </p>
      {round.dilemma_withheld ? <p className="record-withheld">{round.brings ? t("record.cardWithheld", { card: inLanguage(round.brings.name, i18n.language) }) : t("record.dilemmaWithheld")}</p> : null}
      {dilemma ? (
        <div className="record-dilemma">
          {dilemma.title === null ? null : <p className="record-dilemma-title" dir="auto">{dilemma.title}</p>}
          {dilemma.overview === null ? null : (
            <p className="record-overview" dir="auto">
              {dilemma.overview}
            </p>
          )}
          {dilemma.focus_question === null ? null : (
            <blockquote dir="auto">
              <span className="record-label">{round.brings ? inLanguage(round.brings.line, i18n.language) : t("record.focusQuestion")}</span>
              {dilemma.focus_question}
            </blockquote>
          )}
          {dilemma.restated_question === null ? null : (
            <blockquote dir="auto">
              <span className="record-label">{t("record.restated")}</span>
              {dilemma.restated_question}
            </blockquote>
          )}
          {dilemma.links.map((link) => (
            <p key={link} className="small">
              <a href={link} rel="noopener noreferrer">
                {link}
              </a>
            </p>
          ))}
        </div>
      ) : null}
      <Times round={round} />
      <FloorsRecord floors={round.floors} />
    </div>
  );
}

function Times({ round }: { round: RecordRound }) {
  const { t, i18n } = useTranslation();
  const most = longest(round);
  const rows = round.steps.filter((step) => step.seconds > 0 || step.planned_seconds > 0);
  return (
    <table className="record-times">
      <caption>{t("record.timesHeading")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("record.step")}</th>
          <th scope="col" className="record-number">
            {t("record.planned")}
          </th>
          <th scope="col" className="record-number">
            {t("record.real")}
          </th>
          <td aria-hidden="true" />
        </tr>
      </thead>
      <tbody>
        {round.gathering.seconds > 0 ? (
          <tr>
            <th scope="row" className="soft">
              {t("record.gathering")}
              <Stops time={round.gathering} />
            </th>
            <td className="record-number soft">–</td>
            <td className="record-number">{clockText(round.gathering.seconds * 1000)}</td>
            <td aria-hidden="true" />
          </tr>
        ) : null}
        {rows.map((step) => (
          <tr key={step.id}>
            <th scope="row">
              {inLanguage(step.name, i18n.language)}
              <Stops time={step} />
            </th>
            <td className="record-number">{clockText(step.planned_seconds * 1000)}</td>
            <td className="record-number">{step.seconds === 0 ? "–" : clockText(step.seconds * 1000)}</td>
            <td className="record-bars" aria-hidden="true">
              <span className="record-bar-planned" style={{ width: `${(100 * step.planned_seconds) / most}%` }} />
              <span className="record-bar-real" style={{ width: `${(100 * step.seconds) / most}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Stops({ time }: { time: RecordTime }) {
  const { t } = useTranslation();
  if (time.stops.length === 0) return null;
  return <span className="soft small"> · {time.stops.map((stop) => t(`record.stops.${stop.kind}`, { time: clockText(stop.seconds * 1000) })).join(" · ")}</span>;
}

function Notes({ section, nameless = false }: { section: RecordSection; nameless?: boolean }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="record-section">
      <h4>{section.id === null ? t("record.otherNotes") : inLanguage(section.name, i18n.language)}</h4>
      {noteRuns(section.notes).map(({ group, notes }, index) => (
        // Nothing here has an id, and the record does not change.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className={group === undefined ? undefined : "record-group"}>
          {group === undefined ? null : <h5 dir="auto">{group || t("clusters.heading")}</h5>}
          <ul>
            {notes.map((note, at) => (
              // oxlint-disable-next-line react/no-array-index-key
              <Note key={at} note={note} nameless={nameless} />
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function Note({ note, nameless }: { note: RecordNote; nameless: boolean }) {
  const { t } = useTranslation();
  return (
    <li className="record-note" data-color={note.color ?? undefined}>
      <span className="record-note-text" dir="auto">
        {note.text}
      </span>
      {note.dots.some((dots) => dots > 0) ? <span className="record-authors">{t("record.dots", { dots: note.dots.join(", ") })}</span> : null}
      {note.from ? <From from={note.from} /> : null}
      {nameless ? <span className="record-authors">{t("board.someone")}</span> : null}
      {note.authors.length > 0 ? <span className="record-authors">{note.authors.map((author) => author.name || t("record.erased")).join(", ")}</span> : null}
    </li>
  );
}

/** The room that a note of the digest was copied from. */
function From({ from }: { from: RecordFrom }) {
  const { t } = useTranslation();
  const roomName = useRecordRoomName();
  return (
    <span className="record-authors">
      <bdi>{t("digest.from", { room: roomName(from) })}</bdi>
    </span>
  );
}
