import { useTranslation } from "react-i18next";
import type { AgendaView, PersonId, PersonView } from "../../generated/protocol.ts";
import { agendaStand, minutesOf } from "../../meeting/agenda.ts";
import { useView } from "../../meeting/context.tsx";
import { usePartName, useSpeakerName } from "../plan/agenda_words.ts";
import type { StepBarModel } from "./useStepBar.ts";

type Part = Pick<StepBarModel, "place" | "title" | "floor" | "writing" | "ring" | "next">;

/** The main room's step bar while no round runs there: the part of the agenda, its time, what comes next. */
export function usePartBar(me: PersonView, now: number): Partial<Part> {
  const { t } = useTranslation();
  const { agenda, meeting, talk } = useView();
  const partName = usePartName();
  const speakerName = useSpeakerName();
  if (me.room !== meeting.main_room) return {};
  const speaks = me.role !== "participant" || talk.floor === "open" || agendaSpeaker(agenda) === me.id;
  const closed = speaks ? {} : { writing: t("talk.onlyFacilitators") };
  if (agenda.parts.length === 0) return closed;
  const { current, next, place, leftMs, totalMs, addedMs } = agendaStand(agenda, now);
  const named = next ? { part: partName(next), count: minutesOf(next.seconds) } : undefined;
  if (!current) return named ? { ...closed, next: t("agenda.nextPart", named) } : closed;
  const over = leftMs <= 0;
  const name = speakerName(current) ?? t("agenda.somebody");
  return {
    ...closed,
    place: t("agenda.of", { number: place, count: agenda.parts.length }),
    title: partName(current),
    floor: me.role === "facilitator" ? t(`agenda.lead.${current.kind}`, { name }) : current.speaker === me.id ? t("agenda.youSpeak") : t(`agenda.ask.${current.kind}`, { name }),
    ...(over ? {} : { ring: { leftMs, totalMs, addedMs, paused: false } }),
    next: over ? (named ? t("agenda.soon", named) : t("agenda.soonEnd")) : named ? t("agenda.nextPart", named) : t("agenda.thenEnd"),
  };
}

/** Who has the floor of a keynote. */
function agendaSpeaker(agenda: AgendaView): PersonId | null {
  const part = agenda.parts.find((one) => one.id === agenda.current);
  return part?.kind === "keynote" ? part.speaker : null;
}
