import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
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
    <Dialog title={t("facilitator.messageTo", { to })} isOpen onClose={onClose}>
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField label={t("facilitator.message")} hint={t("facilitator.messageHint")} value={text} onChange={setText} lines={3} maxLength={2000} autoFocus />
        <Refused words={problem} />
        <div className="dialog-actions">
          <Button large onPress={onClose}>
            {t("common.cancel")}
          </Button>
          <Button large kind="main" type="submit" isDisabled={text.trim() === ""}>
            {t("facilitator.send")}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
