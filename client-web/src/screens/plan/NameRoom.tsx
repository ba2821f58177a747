import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
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
    <Dialog title={t("room.numbered", { number: room.number })} isOpen onClose={onClose}>
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField label={t("plan.groups.roomName")} hint={t("plan.groups.roomNameHint")} value={name} onChange={setName} maxLength={120} autoFocus />
        <Refused words={problem} />
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
