import { useTranslation } from "react-i18next";
import type { Ask, ListAnswer } from "../../generated/protocol.ts";
import type { PeopleColumn } from "../../lists/columns.ts";
import type { PeopleList } from "../../lists/read.ts";

const ASKED: readonly Ask[] = ["organization", "position", "subject", "pronouns", "access_needs"];
const ALWAYS: readonly PeopleColumn[] = ["language", "room", "kind", "email"];

/** What a list leads to, before anything is done. */
export function ExpectedPreview({ list, answer, asks }: { list: PeopleList; answer: ListAnswer; asks: readonly Ask[] }) {
  const { t, i18n } = useTranslation();
  const known = new Set(answer.known);
  const unasked = ASKED.filter((ask) => list.columns.includes(ask) && !asks.includes(ask));
  const columns = [...ASKED.filter((ask) => list.columns.includes(ask) && asks.includes(ask)), ...ALWAYS.filter((column) => list.columns.includes(column))];
  const lines = new Intl.ListFormat(i18n.language, { type: "conjunction" });
  return (
    <div className="list-preview">
      <h3 id="list-preview-heading">{t("expected.preview")}</h3>
      <ul className="list-leads">
        <li>{t("expected.leads.people", { count: answer.people })}</li>
        {known.size > 0 ? <li>{t("expected.leads.known", { count: known.size })}</li> : null}
        {answer.rooms.length > 0 ? <li>{t("expected.leads.rooms", { count: answer.rooms.length, names: lines.format(answer.rooms.slice(0, 20).map((name) => (/^\d+$/u.test(name) ? t("room.numbered", { number: name }) : name))) })}</li> : null}
        {unasked.length > 0 ? <li>{t("expected.leads.unasked", { count: unasked.length, columns: lines.format(unasked.map((ask) => t(`ask.${ask}`))) })}</li> : null}
        {list.emails.size > 0 ? <li>{t("expected.leads.emails", { count: list.emails.size })}</li> : null}
      </ul>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard */}
      <div className="list-table" tabIndex={0} role="region" aria-labelledby="list-preview-heading">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("expected.rowHeading")}</th>
              <th scope="col">{t("roster.name")}</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`expected.field.${column as "organization"}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {list.people.map((person) => (
              <tr key={person.row} data-known={known.has(person.row) || undefined}>
                <td>{person.row}</td>
                <th scope="row">
                  <bdi>{person.name}</bdi>
                  {known.has(person.row) ? <span className="soft"> · {t("expected.onList")}</span> : null}
                </th>
                {columns.map((column) => (
                  <td key={column} dir="auto">
                    {column === "email" ? (list.emails.get(person.row) ?? "") : column === "kind" ? t(`expected.kind.${person.kind ?? "participant"}`) : (person[column as "organization"] ?? "")}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
