import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { PHONE, useMedia } from "../../components/useMedia.ts";
import type { DetailView, PersonView, RoomId } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { isNewcomer, presenterOf } from "../../meeting/people.ts";
import { useNameOf, useRoomName } from "../../meeting/words.ts";
import { useStepBar } from "./useStepBar.ts";

/** The step in which somebody came into this room; none where they came before it began, or have read the card. */
export interface Arrival {
  step: number | undefined;
  close: () => void;
}

/** Kept by the room, not by the card: on a phone the card comes and goes with its tab. */
export function useArrivalIn(me: PersonView, detail: DetailView | undefined): Arrival {
  const [arrived, setArrived] = useState<{ room: RoomId; step: number | undefined }>();
  const fresh = detail !== undefined && arrived?.room !== me.room;
  const now = fresh ? { room: me.room, step: detail.round?.timeline.step ?? undefined } : arrived;
  if (fresh) setArrived(now);
  return { step: now?.room === me.room ? now.step : undefined, close: () => setArrived({ room: me.room, step: undefined }) };
}

/** For somebody who comes into a running round: the dilemma, the step, who speaks, what one may do. Gone with the next step. */
export function ArrivalCard({ me, detail, arrival }: { me: PersonView; detail: DetailView; arrival: Arrival }) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const nameOf = useNameOf();
  const view = useView();
  const model = useStepBar(me, detail);
  const phone = useMedia(PHONE);
  const step = model.now?.kind === "step" ? model.now.index : undefined;
  if (arrival.step === undefined || step !== arrival.step || model.now?.kind !== "step") return null;
  // Who comes while a step ends has no sentence to finish: they are told who speaks in it, and that the next one comes.
  const ends = model.floor !== model.speaks;
  // What the step bar says right above is not said twice: to a newcomer it is all there, on a phone the card is next to it.
  const repeats = !ends && (phone || isNewcomer(me.id, detail));
  const { dilemma } = detail;
  const brings = detail.round ? view.definitions[detail.round.plan]?.definition.brings : undefined;
  const presenterId = presenterOf(detail);
  const presenter = presenterId === undefined ? undefined : nameOf(presenterId);
  const question = dilemma.restated_question ?? dilemma.focus_question;
  return (
    <section className="card arrival" aria-label={t("arrival.title", { room: roomName(me.room) })}>
      <div className="stack-tight">
        <h2>{t("arrival.title", { room: roomName(me.room) })}</h2>
        <p>
          {t("arrival.step", { number: model.now.index + 1, count: model.now.count, step: model.title })}
          {repeats ? null : ` ${model.speaks} ${(ends ? t("step.graceAsk") : model.writing) ?? ""}`}
        </p>
        {presenter === undefined || question === null ? null : (
          <p className="soft">
            {t(brings ? "dilemma.brought" : "dilemma.asks", { name: presenter })} <q dir="auto">{question}</q>
          </p>
        )}
      </div>
      <Button large onPress={arrival.close}>
        {t("arrival.ok")}
      </Button>
    </section>
  );
}
