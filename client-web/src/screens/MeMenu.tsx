import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { useTranslation } from "react-i18next";
import { Avatar } from "../components/Avatar.tsx";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { Menu, MenuItem } from "../components/Menu.tsx";
import { LanguageChoice, ThemeChoice } from "../components/Preferences.tsx";
import { TextField } from "../components/TextField.tsx";
import type { PersonView } from "../generated/protocol.ts";
import { useSend } from "../meeting/context.tsx";

/** Oneself: name and role, language, appearance, the way out. */
export function MeMenu({ me, onLeave }: { me: PersonView; onLeave: () => void }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
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
  const [organization, setOrganization] = useState(me.organization ?? "");
  const [position, setPosition] = useState(me.position ?? "");
  const save = async () => {
    const outcome = await send({ type: "describe", name: name.trim(), organization: organization.trim(), position: position.trim(), language: i18n.language });
    if (outcome.ok || outcome.reason === "nothing_to_do") onClose();
  };
  return (
    <Dialog title={t("meeting.meMenu", { name: me.name })} isOpen onClose={onClose}>
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField label={t("join.name")} value={name} onChange={setName} maxLength={120} autoComplete="name" />
        <TextField label={t("join.organization")} value={organization} onChange={setOrganization} maxLength={120} autoComplete="organization" />
        <TextField label={t("join.position")} value={position} onChange={setPosition} maxLength={120} />
        <LanguageChoice />
        <ThemeChoice />
        <div className="dialog-actions">
          <Button large onPress={onClose}>
            {t("common.cancel")}
          </Button>
          <Button large kind="main" type="submit">
            {t("common.save")}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
