import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../components/FormDialog.tsx";
import { TextField } from "../../components/TextField.tsx";
import { toastStore } from "../../components/toast_store.ts";
import type { RoomId } from "../../generated/protocol.ts";
import { useRoomName } from "../../meeting/words.ts";
import { Refused, useAttempt } from "./useAttempt.tsx";

/** A message to one room, or (`null`) to everyone. */
export function MessageDialog({ rooms, onClose }: { rooms: RoomId[] | null; onClose: () => void }) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const { attempt, problem } = useAttempt();
  const [text, setText] = useState("");
  const to = rooms === null ? t("facilitator.everyone") : rooms.map((room) => roomName(room)).join(", ");
  const submit = async () => {
    if (await attempt({ type: "announce", rooms, text: text.trim() })) {
      toastStore.show(t("facilitator.messageSent", { to }));
      onClose();
    }
  };
  return (
    <FormDialog title={t("facilitator.messageTo", { to })} submit={t("facilitator.send")} canSubmit={text.trim() !== ""} onSubmit={submit} onClose={onClose}>
      <TextField label={t("facilitator.message")} hint={t("facilitator.messageHint")} value={text} onChange={setText} lines={3} maxLength={2000} autoFocus />
      <Refused words={problem} />
    </FormDialog>
  );
}
