import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../components/FormDialog.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { PersonView } from "../../generated/protocol.ts";
import { useSend } from "../../meeting/context.tsx";
import { offerUndo } from "../facilitator/undo.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";

/** A facilitator corrects what somebody is called. */
export default function RenameDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const { t } = useTranslation();
  const send = useSend();
  const { attempt, problem } = useAttempt();
  const [name, setName] = useState(person.name);
  const [organization, setOrganization] = useState(person.organization ?? "");
  const [missing, setMissing] = useState(false);

  const save = async () => {
    const now = name.trim();
    setMissing(now === "");
    if (now === "") return;
    const news = { name: now === person.name ? null : now, organization: organization.trim() === (person.organization ?? "") ? null : organization.trim() };
    if (news.name === null && news.organization === null) {
      onClose();
      return;
    }
    if (!(await attempt({ type: "rename", person: person.id, ...news }))) return;
    onClose();
    const words = news.name === null ? t("roles.organizationChanged", { name: person.name }) : t("roles.renamed", { name: person.name, now });
    offerUndo(words, t("facilitator.undo"), () => void send({ type: "rename", person: person.id, name: person.name, organization: person.organization ?? "" }));
  };

  return (
    <FormDialog title={t("roles.renameTitle", { name: person.name })} onSubmit={save} onClose={onClose}>
      <TextField label={t("roster.name")} value={name} onChange={setName} error={missing ? t("refusal.empty_text") : undefined} maxLength={120} autoComplete="off" autoFocus />
      <TextField label={t("ask.organization")} value={organization} onChange={setOrganization} maxLength={120} autoComplete="off" />
      <Refused words={problem} />
    </FormDialog>
  );
}
