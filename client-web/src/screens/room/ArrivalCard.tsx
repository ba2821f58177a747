import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { presenterOf } from "../../meeting/people.ts";
import { useNameOf, useRoomName } from "../../meeting/words.ts";
import { useStepBar } from "./useStepBar.ts";

/** For somebody who comes into a running round: the dilemma, the step, who speaks, what one may do. Gone with the next step. */
export function ArrivalCard({ me, detail }: { me: PersonView; detail: DetailView }) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const nameOf = useNameOf();
  const model = useStepBar(me, detail);
  const step = model.now?.kind === "step" ? model.now.index : undefined;
  const [arrivedIn] = useState(step);
  const [closed, setClosed] = useState(false);
  if (closed || arrivedIn === undefined || step !== arrivedIn || model.now?.kind !== "step") return null;
  const { dilemma } = detail;
  const presenterId = presenterOf(detail);
  const presenter = presenterId === undefined ? undefined : nameOf(presenterId);
  const question = dilemma.restated_question ?? dilemma.focus_question;
  return (
    <section className="card arrival" aria-label={t("arrival.title", { room: roomName(me.room) })}>
      <div className="stack-tight">
        <h2>{t("arrival.title", { room: roomName(me.room) })}</h2>
        <p>
          {t("arrival.step", { number: model.now.index + 1, count: model.now.count, step: model.title })} {model.floor} {model.writing}
        </p>
        {presenter === undefined || question === null ? null : (
          <p className="soft">
            {t("dilemma.asks", { name: presenter })} <q dir="auto">{question}</q>
          </p>
        )}
      </div>
      <Button large onPress={() => setClosed(true)}>
        {t("arrival.ok")}
      </Button>
    </section>
  );
}
