import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import type { PersonView } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";

/** A facilitator enters rooms also while they are closed, and this is the way back; nobody else needs one. */
export function ToMainRoom({ me, onThere }: { me: PersonView; onThere?: () => void }) {
  const { t } = useTranslation();
  const { meeting } = useView();
  const send = useSend();
  if (me.room === meeting.main_room || meeting.ended_at !== null) return null;
  const go = async () => {
    const outcome = await send({ type: "enter_room", room: meeting.main_room });
    if (outcome.ok) onThere?.();
  };
  return <Button onPress={() => void go()}>{t("facilitator.toMain")}</Button>;
}
