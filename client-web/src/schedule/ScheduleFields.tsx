import "./schedule.css";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schedule, ScheduleWish } from "../generated/protocol.ts";
import { OWN_ZONE, onClocks, zoneChoices } from "./when.ts";

/** What stands in the fields. */
export interface ScheduleDraft {
  date: string;
  time: string;
  minutes: string;
  zone: string;
}

export function draftOf(schedule: Schedule | null): ScheduleDraft {
  const zone = schedule?.time_zone ?? OWN_ZONE;
  const [date = "", time = ""] = schedule?.starts_at == null ? [] : onClocks(schedule.starts_at, zone).split("T");
  return { date, time, minutes: String(schedule?.minutes ?? 120), zone };
}

/** What to ask of the server; none where something is missing. Both date and time, or neither. */
export function wishOf(draft: ScheduleDraft): ScheduleWish | undefined {
  const minutes = /^\d{1,4}$/u.test(draft.minutes.trim()) ? Number(draft.minutes) : undefined;
  if (minutes === undefined || (draft.date === "") !== (draft.time === "")) return undefined;
  return { time_zone: draft.zone, starts: draft.date === "" ? null : `${draft.date}T${draft.time}`, minutes };
}

/** Date, time, length and time zone; the browser's own pickers, in its own format. */
export function ScheduleFields({ draft, onChange }: { draft: ScheduleDraft; onChange: (draft: ScheduleDraft) => void }) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const [zones] = useState(() => zoneChoices(draft.zone, i18n.language));
  const field = (name: "date" | "time" | "minutes", type: string) => (
    <div className="field">
      <label className="field-label" htmlFor={`${id}-${name}`}>
        {t(`schedule.${name}`)}
      </label>
      <input
        id={`${id}-${name}`}
        className="field-input"
        type={type}
        value={draft[name]}
        onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
        {...(type === "number" ? { min: 1, max: 1440, step: 1, inputMode: "numeric" as const } : {})}
      />
    </div>
  );
  return (
    <div className="schedule-fields">
      {field("date", "date")}
      {field("time", "time")}
      {field("minutes", "number")}
      <div className="field schedule-zone">
        <label className="field-label" htmlFor={`${id}-zone`}>
          {t("schedule.zone")}
        </label>
        <select id={`${id}-zone`} className="field-input" value={draft.zone} onChange={(event) => onChange({ ...draft, zone: event.target.value })}>
          {zones.first.map((choice) => (
            <option key={choice.zone} value={choice.zone}>
              {choice.text}
            </option>
          ))}
          <optgroup label={t("schedule.allZones")}>
            {zones.all.map((choice) => (
              <option key={choice.zone} value={choice.zone}>
                {choice.text}
              </option>
            ))}
          </optgroup>
        </select>
      </div>
    </div>
  );
}
