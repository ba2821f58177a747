import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Choice } from "../../components/Choice.tsx";
import type { DetailView, PersonView, RoomId, SharingLevel, View } from "../../generated/protocol.ts";
import { ownTurn } from "../../meeting/clients.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";

/** A room in which the reader presents, or presented last, and how far it goes now. */
interface Presented {
  room: RoomId;
  level: SharingLevel;
}

export interface SharingAsked extends Presented {
  /** Others were client in this round too, and have to agree. */
  others: boolean;
  choose: (level: SharingLevel) => void;
  /** Where they are not in that room any more: to be done with it. */
  close: (() => void) | undefined;
}

/** Whose yes counts in a room (R7), once its round has begun. Pure. */
export function presentedIn(me: PersonView, detail: DetailView | undefined): Presented | undefined {
  const round = detail?.round;
  // Where one was client after the other, each has a say of their own.
  const own = ownTurn(detail, me.id);
  if (own) return { room: me.room, level: own.agreed ? "meeting" : "room" };
  return round && round.presenter === me.id && round.timeline.step !== null ? { room: me.room, level: detail.sharing } : undefined;
}

/** In the step that asks for it, and when the round is over. Pure. */
export function isAsked(view: View, detail: DetailView | undefined, turn?: number): boolean {
  const round = detail?.round;
  if (!round) return false;
  const asksFrom = view.definitions[round.plan]?.definition.steps.findIndex((step) => step.asks_sharing === true && (turn === undefined || step.client === turn)) ?? -1;
  return round.ended_at !== null || round.timeline.clock.state === "finished" || (asksFrom >= 0 && (round.timeline.step ?? -1) >= asksFrom);
}

/** Kept by the room: who presented may still answer when everyone was brought back and the room is out of their sight. */
export function useSharingAsked(me: PersonView, detail: DetailView | undefined): SharingAsked | undefined {
  const view = useView();
  const send = useSend();
  const [last, setLast] = useState<Presented>();
  const here = presentedIn(me, detail);
  if (here && (last?.room !== here.room || last.level !== here.level)) setLast(here);
  // Somebody else presents there now, or nobody yet in the next round.
  if (last && !here && last.room === me.room && detail?.round) setLast(undefined);
  const isBack = me.room === view.meeting.main_room && view.meeting.breakouts.state === "closed";
  if (view.meeting.ended_at !== null) return undefined;
  const asked = here ? (isAsked(view, detail, ownTurn(detail, me.id)?.turn) ? here : undefined) : isBack && last?.room !== me.room ? last : undefined;
  if (!asked) return undefined;
  const choose = async (level: SharingLevel) => {
    const outcome = await send({ type: "agree_sharing", room: asked.room, level });
    if (outcome.ok) setLast({ room: asked.room, level });
  };
  const others = (view.details[asked.room]?.round?.clients?.length ?? 0) > 1;
  return { ...asked, others, choose: (level) => void choose(level), close: here ? undefined : () => setLast(undefined) };
}

/** The presenter says how far the room's notes may go. */
export function SharingCard({ room, level, others, choose, close }: SharingAsked) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const heading = close ? t("sharing.headingOf", { room: roomName(room) }) : t("sharing.heading");
  return (
    <section className="card stack-tight">
      <h2>{heading}</h2>
      <p className="soft small">{others ? t("clients.sharing") : t("sharing.explain")}</p>
      <Choice<SharingLevel>
        label={heading}
        labelHidden
        value={level}
        options={[
          { value: "room", text: close ? t("sharing.roomOf", { room: roomName(room) }) : t("sharing.room") },
          { value: "meeting", text: t("sharing.meeting") },
        ]}
        onChange={choose}
      />
      {close ? (
        <div className="row">
          <Button onPress={close}>{t("common.close")}</Button>
        </div>
      ) : null}
    </section>
  );
}
