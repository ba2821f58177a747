import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../components/FormDialog.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { RoomView } from "../../generated/protocol.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";

/** A room's own name, beside its number. */
export function NameRoom({ room, onClose }: { room: RoomView; onClose: () => void }) {
  const { t } = useTranslation();
  const { attempt, problem } = useAttempt();
  const [name, setName] = useState(room.name ?? "");
  const submit = async () => {
    if (await attempt({ type: "name_room", room: room.id, name: name.trim() === "" ? null : name.trim() })) onClose();
  };
  return (
    <FormDialog title={t("room.numbered", { number: room.number })} onSubmit={submit} onClose={onClose}>
      <TextField label={t("plan.groups.roomName")} hint={t("plan.groups.roomNameHint")} value={name} onChange={setName} maxLength={120} autoFocus />
      <Refused words={problem} />
    </FormDialog>
  );
}
