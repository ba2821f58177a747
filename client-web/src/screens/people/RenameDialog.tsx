import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { PersonView } from "../../generated/protocol.ts";
import { useSend } from "../../meeting/context.tsx";
import { offerUndo } from "../facilitator/undo.ts";

/** A facilitator corrects what somebody is called. */
export default function RenameDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const { t } = useTranslation();
  const send = useSend();
  const [name, setName] = useState(person.name);
  const [organization, setOrganization] = useState(person.organization ?? "");
  const [problem, setProblem] = useState<string>();

  const save = async () => {
    const now = name.trim();
    if (now === "") {
      setProblem(t("refusal.empty_text"));
      return;
    }
    const news = { name: now === person.name ? null : now, organization: organization.trim() === (person.organization ?? "") ? null : organization.trim() };
    if (news.name === null && news.organization === null) {
      onClose();
      return;
    }
    const outcome = await send({ type: "rename", person: person.id, ...news }, { quiet: true });
    if (!outcome.ok) {
      setProblem(outcome.reason ? t(`refusal.${outcome.reason}`) : t(`code.${outcome.code}`));
      return;
    }
    onClose();
    const words = news.name === null ? t("roles.organizationChanged", { name: person.name }) : t("roles.renamed", { name: person.name, now });
    offerUndo(words, t("facilitator.undo"), () => void send({ type: "rename", person: person.id, name: person.name, organization: person.organization ?? "" }));
  };

  return (
    <Dialog title={t("roles.renameTitle", { name: person.name })} isOpen onClose={onClose}>
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField label={t("roster.name")} value={name} onChange={setName} error={problem} maxLength={120} autoComplete="off" autoFocus />
        <TextField label={t("ask.organization")} value={organization} onChange={setOrganization} maxLength={120} autoComplete="off" />
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
