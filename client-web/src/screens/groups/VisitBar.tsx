import "./groups.css";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import type { PersonView } from "../../generated/protocol.ts";
import { useSend } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";

/** A facilitator who looks in quietly, with the way back in one click. */
export default function VisitBar({ me }: { me: PersonView }) {
  const { t } = useTranslation();
  const send = useSend();
  const roomName = useRoomName();
  if (me.visiting === undefined) return null;
  return (
    <section className="card visit-bar" aria-label={t("groups.visit.label")}>
      <p>{t("groups.visit.you")}</p>
      <Button kind="main" onPress={() => void send({ type: "end_visit" })}>
        {t("groups.visit.back", { room: roomName(me.visiting) })}
      </Button>
    </section>
  );
}
