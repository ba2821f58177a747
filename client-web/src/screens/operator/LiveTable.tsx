import { Fragment, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { LiveMeeting, MeetingId } from "../../generated/protocol.ts";
import { callsOf, type Column, found, linePoints, REMEMBERED, roomsOf, roundGroups, type Sort, sorted, type Status, statusOf } from "./live.ts";
import { Instances } from "./Instances.tsx";
import { LiveRooms } from "./LiveRooms.tsx";
import type { Live } from "./useLive.ts";

const COLUMNS: readonly { id: Column; number: boolean }[] = [
  { id: "id", number: false },
  { id: "created", number: false },
  { id: "status", number: false },
  { id: "people", number: true },
  { id: "rooms", number: true },
  { id: "rounds", number: false },
  { id: "calls", number: true },
  { id: "commands", number: true },
];
const STATUS_WORDS = {
  ended: "operator.statusEnded",
  closed: "operator.statusClosed",
  opening: "operator.statusOpening",
  open: "operator.statusOpen",
  closing: "operator.statusClosing",
} as const satisfies Record<Status, string>;
/** How long one answer stands for the next: REMEMBERED of them make the trend. */
const ANSWER_SECONDS = 5;

/** All live meetings, dense and sortable; each opens to its rooms. */
export function LiveTable({ live }: { live: Live }) {
  const { t, i18n } = useTranslation();
  const [sort, setSort] = useState<Sort>({ by: "people", descending: true });
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState<ReadonlySet<MeetingId>>(new Set());
  const now = useNow(live);
  const meetings = live.answer?.meetings ?? [];
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "medium" });
  const shown = sorted(found(meetings, query), sort);
  const sum = (of: (meeting: LiveMeeting) => number) => meetings.reduce((total, meeting) => total + of(meeting), 0);

  return (
    <>
      {live.awaySince === undefined ? null : <p className="operator-away">{t("operator.away", { time: time.format(live.awaySince) })}</p>}
      {live.answer === undefined ? null : <Instances instances={live.answer.instances} bus={live.answer.bus} />}
      {meetings.length === 0 ? (
        <section className="card stack-tight operator-card">
          <h2>{t("operator.empty")}</h2>
          <p className="soft">{t("operator.emptyHint")}</p>
        </section>
      ) : (
        <>
          <div className="operator-tools">
            <TextField label={t("operator.find")} className="field-small" value={query} onChange={setQuery} />
            <p className="small">
              {t("operator.totalMeetings", { count: meetings.length })} · {t("operator.totalPeople", { count: sum((meeting) => meeting.connected) })} ·{" "}
              {t("operator.totalCommands", { count: sum((meeting) => meeting.commands_last_minute) })}
              {live.answeredAt === undefined ? null : <span className="soft"> · {t("operator.updated", { time: time.format(live.answeredAt) })}</span>}
            </p>
          </div>
          <div className="operator-scroll">
            <table className="operator-table">
              <caption className="hidden-visually">{t("operator.table")}</caption>
              <thead>
                <tr>
                  {COLUMNS.map((column) => (
                    <Head key={column.id} {...column} sort={sort} onSort={setSort} />
                  ))}
                  <th scope="col">{t("operator.trend", { minutes: (REMEMBERED * ANSWER_SECONDS) / 60 })}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((meeting) => (
                  <Fragment key={meeting.id}>
                    <Row
                      meeting={meeting}
                      trend={live.memory.get(meeting.id) ?? []}
                      isOpen={open.has(meeting.id)}
                      onToggle={() => setOpen(new Set(open.has(meeting.id) ? [...open].filter((id) => id !== meeting.id) : [...open, meeting.id]))}
                    />
                    {open.has(meeting.id) ? (
                      <tr className="operator-inner">
                        <td colSpan={COLUMNS.length + 1}>
                          <LiveRooms meeting={meeting} now={now} />
                        </td>
                      </tr>
                    ) : null}
                  </Fragment>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </>
  );
}

function Head({ id, number, sort, onSort }: { id: Column; number: boolean; sort: Sort; onSort: (sort: Sort) => void }) {
  const { t } = useTranslation();
  const sorts = sort.by === id;
  return (
    <th scope="col" className={number ? "operator-number" : undefined} aria-sort={sorts ? (sort.descending ? "descending" : "ascending") : "none"}>
      <button type="button" className="operator-sort" onClick={() => onSort({ by: id, descending: sorts ? !sort.descending : number })}>
        {t(`operator.${id}`)}
        <span aria-hidden="true">{sorts ? (sort.descending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

function Row({ meeting, trend, isOpen, onToggle }: { meeting: LiveMeeting; trend: readonly number[]; isOpen: boolean; onToggle: () => void }) {
  const { t, i18n } = useTranslation();
  const created = new Intl.DateTimeFormat(i18n.language, { dateStyle: "short", timeStyle: "short" });
  const groups = roundGroups(meeting.rounds);
  const calls = callsOf(meeting);
  return (
    <tr>
      <th scope="row">
        <Button kind="quiet" className="operator-id" aria-expanded={isOpen} aria-label={t(isOpen ? "operator.hide" : "operator.show", { id: meeting.id })} onPress={onToggle}>
          <span className="operator-twist" data-open={isOpen || undefined} aria-hidden="true" />
          {meeting.id}
        </Button>
      </th>
      <td>{created.format(meeting.created_at)}</td>
      <td>{t(STATUS_WORDS[statusOf(meeting)])}</td>
      <td className="operator-number">{t("operator.peopleOf", { here: meeting.connected, all: meeting.people })}</td>
      <td className="operator-number">{roomsOf(meeting)}</td>
      <td>
        {groups.length === 0
          ? t("operator.noRounds")
          : groups
              .map((group) => `${group.count}× ${group.protocol} ${group.step === null ? t("operator.gathering") : t("operator.stepOf", { number: group.step + 1, count: group.steps })}`)
              .join(", ")}
      </td>
      <td className="operator-number" data-call={calls > 0 || undefined}>
        {calls}
      </td>
      <td className="operator-number">{meeting.commands_last_minute}</td>
      <td>
        <svg className="operator-line" viewBox="0 0 100 20" preserveAspectRatio="none" role="img" aria-label={t("operator.peopleOf", { here: Math.min(...trend), all: Math.max(...trend) })}>
          <polyline points={linePoints(trend)} />
        </svg>
      </td>
    </tr>
  );
}

/** The server's time, ticking each second between two answers. */
function useNow(live: Live): number {
  const [tick, setTick] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setTick(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const { answer, answeredAt } = live;
  return answer && answeredAt !== undefined ? answer.now + Math.max(0, tick - answeredAt) : tick;
}
