import { useTranslation } from "react-i18next";
import type { RecordTimer } from "../../generated/protocol.ts";
import { clockText } from "../facilitator/schedule.ts";

/** The timers of a room: what for, when, how long. */
export function TimersRecord({ timers, zone }: { timers: readonly RecordTimer[]; zone: string }) {
  const { t, i18n } = useTranslation();
  if (timers.length === 0) return null;
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short", timeZone: zone });
  return (
    <table className="record-people record-timers">
      <caption className="hidden-visually">{t("record.timers")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("timer.label")}</th>
          <th scope="col" className="record-number">
            {t("agenda.begun")}
          </th>
          <th scope="col" className="record-number">
            {t("record.planned")}
          </th>
          <th scope="col" className="record-number">
            {t("record.real")}
          </th>
        </tr>
      </thead>
      <tbody>
        {timers.map((timer) => (
          <tr key={timer.from}>
            <th scope="row">
              <bdi>{timer.label ?? "–"}</bdi>
            </th>
            <td className="record-number">{time.format(new Date(timer.from))}</td>
            <td className="record-number">{clockText(timer.planned_seconds * 1000)}</td>
            <td className="record-number">{timer.to === null ? t("record.running") : clockText(timer.seconds * 1000)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
