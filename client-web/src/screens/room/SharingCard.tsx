import { useTranslation } from "react-i18next";
import { Choice } from "../../components/Choice.tsx";
import type { DetailView, PersonView, SharingLevel } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { presenterOf } from "../../meeting/people.ts";

/** In the step that asks for it, and until the round is over, the presenter says how far the room's notes may go. */
export function SharingCard({ me, detail }: { me: PersonView; detail: DetailView }) {
  const { t } = useTranslation();
  const view = useView();
  const send = useSend();
  const { round } = detail;
  const steps = round ? view.definitions[round.plan]?.definition.steps : undefined;
  const asksFrom = steps?.findIndex((step) => step.asks_sharing === true) ?? -1;
  const at = round?.timeline.step ?? -1;
  if (!round || presenterOf(detail) !== me.id || asksFrom < 0 || at < asksFrom) return null;
  return (
    <section className="card stack-tight">
      <h2>{t("sharing.heading")}</h2>
      <p className="soft small">{t("sharing.explain")}</p>
      <Choice<SharingLevel>
        label={t("sharing.heading")}
        labelHidden
        value={detail.sharing}
        options={[
          { value: "room", text: t("sharing.room") },
          { value: "meeting", text: t("sharing.meeting") },
        ]}
        onChange={(level) => void send({ type: "agree_sharing", room: me.room, level })}
      />
    </section>
  );
}
