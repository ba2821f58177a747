import "../facilitator/controls.css";
import "./people.css";
import { memo, useCallback, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Select } from "../../components/Select.tsx";
import { TextField } from "../../components/TextField.tsx";
import { PHONE, useMedia } from "../../components/useMedia.ts";
import { InPieces, useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { breakoutRooms } from "../facilitator/rooms.ts";
import { RosterList, RosterTable } from "./RosterTable.tsx";
import { type Filters, NO_FILTERS, organizations, passes, type RosterRow, rosterRows, type Sorting, type SortKey, sorted, type StandingFilter } from "./roster.ts";
import { useSoftRoster } from "./useSoftRoster.ts";

const ROLES = ["all", "facilitator", "room_facilitator", "participant", "observer", "access_support"] as const;
const STATES: readonly StandingFilter[] = ["all", "here", "lobby", "between", "dropped", "expected", "perhaps", "never", "needs", "two"];

/** Everybody: who is where and since when, who needs something, and everything that can be done with one person. */
export default function People() {
  return (
    <InPieces>
      <Everybody />
    </InPieces>
  );
}

const Everybody = memo(function AllPeople() {
  const { t, i18n } = useTranslation();
  const view = useView();
  const phone = useMedia(PHONE);
  const roomName = useRoomName();
  const soft = useSoftRoster();
  const [filters, setFilters] = useState<Filters>(NO_FILTERS);
  const [sorting, setSorting] = useState<Sorting>({ by: "name", descending: false });
  // Typing stays quick while the rows follow.
  const wanted = useDeferredValue(filters);

  const { people, lobby, needs, perhaps } = view;
  const open = view.meeting.breakouts.state === "open" || view.meeting.breakouts.state === "closing";
  const roleWords = useCallback(
    ({ person }: RosterRow) => {
      if (person.facilitates !== null) return t("roster.facilitates", { room: roomName(person.facilitates) });
      const other = person.supports === undefined ? undefined : people[person.supports];
      return other ? t("people.supportOf", { name: other.name }) : t(`record.role.${person.role}`);
    },
    [people, roomName, t],
  );
  const whereWords = useCallback(
    ({ person, room }: RosterRow) => {
      const then = person.assigned === null || (open && room !== undefined) ? undefined : roomName(person.assigned);
      if (room === undefined) return then === undefined ? "–" : t("roster.goesTo", { room: then });
      return then === undefined ? roomName(room) : t("roster.hereThen", { now: roomName(room), later: then });
    },
    [open, roomName, t],
  );
  const rows = useMemo(() => rosterRows({ people, lobby, needs, perhaps }, soft), [people, lobby, needs, perhaps, soft]);
  const shown = useMemo(() => {
    const found = rows.filter((row) => passes(row, wanted));
    return sorted(found, sorting, i18n.language, (room) => view.rooms[room]?.number ?? 0);
  }, [i18n.language, rows, sorting, view.rooms, wanted]);
  const show = (row: RosterRow) => ({ ...row, roleWords: roleWords(row), whereWords: whereWords(row), isMe: row.person.id === view.me.person });
  const known = useMemo(() => organizations(rows, i18n.language), [i18n.language, rows]);
  const all = { value: "all", text: t("roster.all") };
  const change = (news: Partial<Filters>) => setFilters((before) => ({ ...before, ...news }));
  const sortBy = (by: SortKey) => setSorting((before) => ({ by, descending: before.by === by && !before.descending }));
  const counts = useMemo(() => ({ here: rows.filter(({ standing }) => standing === "here" || standing === "between").length, expected: rows.filter(({ standing }) => standing === "expected").length, perhaps: rows.filter((row) => row.perhaps !== undefined).length }), [rows]);
  const filtered = JSON.stringify(filters) !== JSON.stringify(NO_FILTERS);

  return (
    <main className="people-page" aria-labelledby="people-page-heading">
      <div className="people-head">
        <h2 id="people-page-heading">{t("roster.heading")}</h2>
        <p className="soft small" role="status">
          {filtered ? t("roster.shown", { shown: shown.length, count: rows.length }) : t("roster.count", { count: rows.length })} · {t("roster.here", { count: counts.here })}
          {counts.expected > 0 ? ` · ${t("roster.notHere", { count: counts.expected })}` : ""}
        </p>
        {counts.perhaps > 0 && filters.standing !== "perhaps" ? (
          <Button kind="quiet" onPress={() => change({ standing: "perhaps" })}>
            {t("perhaps.show", { count: counts.perhaps })}
          </Button>
        ) : null}
      </div>
      <div className="people-filters">
        <TextField label={t("facilitator.find")} value={filters.query} onChange={(query) => change({ query })} type="search" />
        <Select label={t("roster.role")} value={filters.role} options={ROLES.map((role) => ({ value: role, text: role === "all" ? all.text : t(`roster.roles.${role}`) }))} onChange={(role) => change({ role })} />
        <Select
          label={t("ask.organization")}
          value={filters.organization}
          options={[all, ...known.map((name) => ({ value: name, text: name }))]}
          onChange={(organization) => change({ organization })}
        />
        <Select
          label={t("roster.room")}
          value={filters.room}
          options={[all, { value: view.meeting.main_room, text: t("room.main") }, ...breakoutRooms(view).map(({ id }) => ({ value: id, text: roomName(id) }))]}
          onChange={(room) => change({ room })}
        />
        <Select label={t("roster.state")} value={filters.standing} options={STATES.map((state) => ({ value: state, text: t(`roster.states.${state}`) }))} onChange={(standing) => change({ standing })} />
        <Button isDisabled={!filtered} onPress={() => setFilters(NO_FILTERS)}>
          {t("roster.clear")}
        </Button>
      </div>
      {shown.length === 0 ? <p className="soft people-none">{t("roster.nobody")}</p> : phone ? <RosterList rows={shown} show={show} /> : <RosterTable rows={shown} show={show} sorting={sorting} onSort={sortBy} />}
    </main>
  );
});
