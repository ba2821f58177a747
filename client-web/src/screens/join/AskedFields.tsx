import "./join.css";
import { useTranslation } from "react-i18next";
import { TextField } from "../../components/TextField.tsx";
import type { Ask } from "../../generated/protocol.ts";

/** What people can be asked about themselves, in the order in which it is asked. */
export const ASKS: readonly Ask[] = ["organization", "position", "subject", "pronouns", "access_needs"];

export type AskedValues = Record<Ask, string>;

const AUTOCOMPLETE: Partial<Record<Ask, string>> = { organization: "organization", position: "organization-title" };

/** What was said of what is asked; nothing is sent that is not. */
export function said(asks: readonly Ask[], values: AskedValues): Partial<Record<Ask, string | null>> {
  return Object.fromEntries(asks.map((ask) => [ask, values[ask].trim() || null]));
}

/** The fields that the facilitator chose. */
export function AskedFields({ asks, values, onChange }: { asks: readonly Ask[]; values: AskedValues; onChange: (news: Partial<AskedValues>) => void }) {
  const { t } = useTranslation();
  const shown = ASKS.filter((ask) => asks.includes(ask));
  if (shown.length === 0) return null;
  return (
    <div className="join-there">
      {shown.map((ask) => (
        <TextField
          key={ask}
          label={t(`ask.${ask}`)}
          hint={ask === "organization" || ask === "pronouns" || ask === "access_needs" ? t(`ask.hint.${ask}`) : undefined}
          value={values[ask]}
          onChange={(value) => onChange({ [ask]: value })}
          {...(ask === "access_needs" ? { className: "join-wide", lines: 2, maxLength: 2000 } : { maxLength: 120 })}
          autoComplete={AUTOCOMPLETE[ask] ?? "off"}
        />
      ))}
    </div>
  );
}
