import { useTranslation } from "react-i18next";
import type { RecordCame, RecordPerson } from "../../generated/protocol.ts";
import { useCompare } from "../../text/collate.ts";
import { byOrganization } from "./read.ts";

/** Who was there, by organization, with their role there and how long. */
export function Attendance({ people, zone }: { people: readonly RecordPerson[]; zone: string }) {
  const { t, i18n } = useTranslation();
  const groups = byOrganization(people, useCompare());
  // Where nobody shares an organization, headings over single names would only be noise.
  const grouped = groups.some((group) => group.people.length > 1 && group.organization !== undefined);
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short", timeZone: zone });
  return (
    <section aria-labelledby="record-attendance">
      <h2 id="record-attendance">
        {t("record.attendance")} <span className="soft record-count">{t("record.attendanceCount", { count: people.length })}</span>
      </h2>
      <table className="record-people">
        <caption className="hidden-visually">{t("record.attendance")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("record.name")}</th>
            <th scope="col">{grouped ? t("record.position") : t("record.positionAndOrganization")}</th>
            <th scope="col" className="record-number">
              {t("record.came")}
            </th>
            <th scope="col" className="record-number">
              {t("record.present")}
            </th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.organization ?? ""}>
            {grouped ? (
              <tr className="record-organization">
                <th scope="rowgroup" colSpan={4}>
                  <bdi>{group.organization ?? t("record.noOrganization")}</bdi> <span className="soft">{group.people.length}</span>
                </th>
              </tr>
            ) : null}
            {group.people.map((person) => (
              <tr key={person.id}>
                <th scope="row">
                  <bdi>{person.name || t("record.erased")}</bdi>
                  {person.role === "participant" ? null : <span className="soft"> · {t(`record.role.${person.role}`)}</span>}
                  {person.removed ? <span className="soft"> · {t("record.removed")}</span> : null}
                </th>
                <td dir="auto">{[person.position, grouped ? null : person.organization].filter((part) => part !== null).join(", ")}</td>
                <td className="record-number">{time.format(new Date(person.joined_at))}</td>
                <td className="record-number">
                  {Math.round(person.seconds / 60)} {t("time.minutesShort")}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

/** For whoever has the record's link: who came, in numbers. */
export function Came({ came }: { came: RecordCame }) {
  const { t, i18n } = useTranslation();
  const organizations = came.organizations.toSorted(useCompare());
  return (
    <section aria-labelledby="record-attendance">
      <h2 id="record-attendance">
        {t("record.attendance")} <span className="soft record-count">{t("record.attendanceCount", { count: came.people })}</span>
      </h2>
      {organizations.length > 0 ? <p dir="auto">{new Intl.ListFormat(i18n.language).format(organizations)}</p> : null}
    </section>
  );
}
