import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "../components/Avatar.tsx";
import { FormDialog } from "../components/FormDialog.tsx";
import { Menu, MenuItem } from "../components/Menu.tsx";
import { LanguageChoice, ThemeChoice } from "../components/Preferences.tsx";
import { TextField } from "../components/TextField.tsx";
import type { PersonView } from "../generated/protocol.ts";
import { useSend, useView } from "../meeting/context.tsx";
import { SignsSection } from "../signs/SignsSection.tsx";
import { AskedFields, type AskedValues, ASKS } from "./join/AskedFields.tsx";

/** Oneself: name and role, language, appearance, sounds and signs, the way out. */
export function MeMenu({ me, onLeave }: { me: PersonView; onLeave: () => void }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const guide = me.role === "facilitator" ? "facilitating" : me.facilitates === null ? "participants" : "room-facilitator";
  return (
    <>
      <Menu
        className="me-button"
        trigger={
          <>
            <Avatar name={me.name} />
            <span className="me-name">
              <bdi>{t("meeting.me", { name: me.name })}</bdi>
            </span>
          </>
        }
      >
        <MenuItem onAction={() => setEditing(true)}>{t("meeting.editMe")}</MenuItem>
        <SignsSection />
        <MenuItem onAction={() => window.open(`/help/${guide}`, "_blank", "noopener")}>{t("guides.menu")}</MenuItem>
        <MenuItem onAction={onLeave}>{t("meeting.leave")}</MenuItem>
      </Menu>
      {editing ? <EditMe me={me} onClose={() => setEditing(false)} /> : null}
    </>
  );
}

function EditMe({ me, onClose }: { me: PersonView; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const send = useSend();
  const [name, setName] = useState(me.name);
  const { me: own, meeting } = useView();
  const [values, setValues] = useState<AskedValues>({
    organization: me.organization ?? "",
    position: me.position ?? "",
    subject: me.subject ?? "",
    pronouns: me.pronouns ?? "",
    access_needs: own.access_needs ?? "",
  });
  // What was said before and is not asked any more can still be taken away.
  const shown = ASKS.filter((ask) => meeting.asks.includes(ask) || values[ask] !== "");
  const [asks] = useState(shown);
  const save = async () => {
    const outcome = await send({ type: "describe", name: name.trim(), ...Object.fromEntries(asks.map((ask) => [ask, values[ask].trim()])), language: i18n.language });
    if (outcome.ok || outcome.reason === "nothing_to_do") onClose();
  };
  return (
    <FormDialog title={t("meeting.meMenu", { name: me.name })} onSubmit={save} onClose={onClose}>
      <TextField label={t("join.name")} value={name} onChange={setName} maxLength={120} autoComplete="name" />
      <AskedFields asks={asks} values={values} onChange={(news) => setValues({ ...values, ...news })} />
      <LanguageChoice />
      <ThemeChoice />
    </FormDialog>
  );
}
