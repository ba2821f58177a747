import { type KeyboardEvent, memo } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "../../components/Avatar.tsx";
import { useGrowing } from "../../components/useGrowing.tsx";
import { LazyPersonMenu } from "./LazyPersonMenu.tsx";
import PerhapsExpected from "./PerhapsExpected.tsx";
import type { RosterRow, ShownRow, Sorting, SortKey } from "./roster.ts";
import { Standing } from "./Standing.tsx";

interface ListProps {
  rows: readonly RosterRow[];
  /** The words of one row: only for those that are drawn. */
  show: (row: RosterRow) => ShownRow;
}

interface TableProps extends ListProps {
  sorting: Sorting;
  onSort: (by: SortKey) => void;
}

const COLUMNS: readonly SortKey[] = ["name", "organization", "role", "room", "standing", "turns"];

/** Dense, for a wide screen. The arrow keys go from menu to menu, so that the tab key need not. */
export function RosterTable({ rows, show, sorting, onSort }: TableProps) {
  const { t } = useTranslation();
  const { drawn, more } = useGrowing(rows.length);
  return (
    // Focusable, so that the keyboard can scroll it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="people-table-box" role="region" aria-label={t("roster.table")} tabIndex={0}>
      <table className="people-table">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" aria-sort={sorting.by !== column ? "none" : sorting.descending ? "descending" : "ascending"} data-column={column}>
                <button type="button" className="people-sort" onClick={() => onSort(column)}>
                  {t(`roster.column.${column}`)}
                  <span aria-hidden="true" className="people-sort-arrow">
                    {sorting.by !== column ? "" : sorting.descending ? "↓" : "↑"}
                  </span>
                </button>
              </th>
            ))}
            <th scope="col">
              <span className="hidden-visually">{t("roster.column.menu")}</span>
            </th>
          </tr>
        </thead>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys go between the buttons within */}
        <tbody onKeyDownCapture={goAlong}>
          {rows.slice(0, drawn).map((row, index) => (
            <TableRow key={row.person.id} {...show(row)} first={index === 0} />
          ))}
        </tbody>
      </table>
      {more}
    </div>
  );
}

/** On a phone each person is a card. */
export function RosterList({ rows, show }: ListProps) {
  const { t } = useTranslation();
  const { drawn, more } = useGrowing(rows.length);
  return (
    <div className="people-cards">
      <ul aria-label={t("roster.table")}>
        {rows.slice(0, drawn).map((row) => (
          <ListRow key={row.person.id} {...show(row)} />
        ))}
      </ul>
      {more}
    </div>
  );
}

// The fields one by one, so that a row whose person did not change is not drawn again, of a hundred and fifty.
const TableRow = memo(function TableRow({ first, ...row }: ShownRow & { first: boolean }) {
  const { person } = row;
  return (
    <tr data-standing={row.standing}>
      <th scope="row">
        <Name row={row} />
      </th>
      <td>
        <bdi>{[person.organization, person.subject].filter((part) => part !== null).join(" · ")}</bdi>
      </td>
      <td>
        {row.roleWords}
      </td>
      <td>
        {row.whereWords}
      </td>
      <td>
        <Standing row={row} />
        {row.perhaps === undefined ? null : <PerhapsExpected person={person} expected={row.perhaps} />}
      </td>
      <td className="people-turns">{row.turns === 0 ? "" : row.turns}</td>
      <td>
        <LazyPersonMenu person={person} tabIndex={first ? 0 : -1} />
      </td>
    </tr>
  );
}, same);

const ListRow = memo(function ListRow(row: ShownRow) {
  const { person } = row;
  const { t } = useTranslation();
  return (
    <li className="people-card-row" data-standing={row.standing}>
      <Avatar name={person.name} tone={person.here ? "plain" : "away"} />
      <div className="people-card-words">
        <Name row={row} />
        <p className="soft small">
          <bdi>{person.organization}</bdi>
        </p>
        <p className="small">
          {[row.roleWords, row.whereWords, row.turns === 0 ? null : t("roster.turns", { count: row.turns })].filter((part) => part !== null).join(" · ")}
        </p>
        <Standing row={row} />
        {row.perhaps === undefined ? null : <PerhapsExpected person={person} expected={row.perhaps} />}
      </div>
      <LazyPersonMenu person={person} tabIndex={0} />
    </li>
  );
}, same);

function same<T extends object>(before: T, after: T): boolean {
  const keys = Object.keys(after) as (keyof T)[];
  return keys.length === Object.keys(before).length && keys.every((key) => before[key] === after[key]);
}

function Name({ row: { person, needs, devices, isMe } }: { row: ShownRow }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="people-name">
        <bdi>{person.name}</bdi>
        {isMe ? <span className="soft"> ({t("common.you")})</span> : null}
        {person.pronouns === null ? null : (
          <span className="soft people-plain">
            {" "}
            <bdi>{person.pronouns}</bdi>
          </span>
        )}
        {person.simulated === true ? <span className="people-mark">{t("rehearsal.simulated")}</span> : null}
        {devices > 1 ? <span className="people-mark">{t("roster.devices", { count: devices })}</span> : null}
      </span>
      {needs === undefined ? null : (
        <details className="people-needs small">
          <summary>{t("ask.access_needs")}</summary>
          <p dir="auto">{needs}</p>
        </details>
      )}
    </>
  );
}

/** Up and down go to the menu of the person above or below, home and end to the first and last. */
function goAlong(event: KeyboardEvent<HTMLTableSectionElement>): void {
  const steps: Record<string, (at: number, last: number) => number> = { ArrowUp: (at) => at - 1, ArrowDown: (at) => at + 1, Home: () => 0, End: (_, last) => last };
  const step = steps[event.key];
  const from = (event.target as Element).closest("[data-late-menu]");
  if (!step || !from) return;
  const menus = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-late-menu]")];
  const next = menus[step(menus.indexOf(from as HTMLElement), menus.length - 1)];
  event.preventDefault();
  // The button itself would open its menu.
  event.stopPropagation();
  next?.querySelector("button")?.focus();
}
