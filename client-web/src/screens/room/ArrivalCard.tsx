import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { PHONE, useMedia } from "../../components/useMedia.ts";
import type { DetailView, GroupRule, PersonView, RoomId, Why } from "../../generated/protocol.ts";
import { isNewcomer, presenterOf } from "../../meeting/people.ts";
import { useView } from "../../meeting/context.tsx";
import { useNameOf, useNames, useRoomName } from "../../meeting/words.ts";
import { forgetWelcome, rememberWelcome, welcomedTo } from "./welcome.ts";
import { useOthersHere, useStepBar } from "./useStepBar.ts";

/** The step in which somebody came into this room; none where they came before it began, or have read the card. */
export interface Arrival {
  step: number | undefined;
  /** The card was read, or a step has begun since. */
  read: boolean;
  close: () => void;
}

/**
 * Kept by the room, not by the card: on a phone the card comes and goes with its tab. Which room somebody was welcomed to last is
 * kept on their device: neither the next gathering nor a page that is loaded again welcomes them once more.
 */
export function useArrivalIn(me: PersonView, detail: DetailView | undefined): Arrival {
  const [arrived, setArrived] = useState<{ room: RoomId; step: number | undefined; read: boolean }>();
  const step = detail?.round?.ended_at === null ? (detail.round.timeline.step ?? undefined) : undefined;
  const fresh = detail !== undefined && arrived?.room !== me.room;
  const welcomed = fresh && welcomedTo(me.id) === me.room;
  let now = fresh ? { room: me.room, step: welcomed ? undefined : step, read: welcomed } : arrived;
  // What is done in the room says where one is, better than any card.
  if (now && !now.read && detail !== undefined && now.room === me.room && step !== undefined && step !== now.step) now = { ...now, step: undefined, read: true };
  if (now !== arrived) setArrived(now);
  const own = now?.room === me.room ? now : undefined;
  const read = own?.read ?? false;
  useEffect(() => {
    // Whoever was elsewhere is welcomed again when they come back: perhaps with other people.
    if (read) rememberWelcome(me.id, me.room);
    else if (welcomedTo(me.id) !== me.room) forgetWelcome(me.id);
  }, [me.id, me.room, read]);
  return { step: own?.step, read, close: () => setArrived({ room: me.room, step: undefined, read: true }) };
}

/** Where one is, with whom, why and for how long; in a running round also the dilemma, the step, who speaks. Gone with the next step. */
export function ArrivalCard({ me, detail, arrival }: { me: PersonView; detail: DetailView; arrival: Arrival }) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const nameOf = useNameOf();
  const view = useView();
  const where = useWhere(me, detail);
  const model = useStepBar(me, detail);
  const phone = useMedia(PHONE);
  const step = model.now?.kind === "step" ? model.now.index : undefined;
  const inStep = arrival.step !== undefined && step === arrival.step && model.now?.kind === "step" ? model.now : undefined;
  // Without a step it stays until one begins or it was read; the main room needs no card.
  const before = arrival.step === undefined && !arrival.read && step === undefined && where !== undefined;
  if (inStep === undefined && !before) return null;
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
        {where === undefined ? null : <p>{where}</p>}
        {inStep === undefined ? null : (
          <p>
            {t("arrival.step", { number: inStep.index + 1, count: inStep.count, step: model.title })}
            {repeats ? null : ` ${model.speaks} ${(ends ? t("step.graceAsk") : model.writing) ?? ""}`}
          </p>
        )}
        {inStep === undefined || presenter === undefined || question === null ? null : (
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

/** "You are here with Ana and Luis: mixed by organization. Until about 11:34." None in the main room. */
function useWhere(me: PersonView, detail: DetailView): string | undefined {
  const { t, i18n } = useTranslation();
  const { meeting } = useView();
  const names = useNames();
  const others = useOthersHere(me);
  const why = useWhy(me.assigned === me.room ? me.why : undefined);
  if (me.room === meeting.main_room) return undefined;
  const until = detail.round?.ends_at ?? null;
  const time = until === null ? undefined : new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" }).format(until);
  const parts = [others.length === 0 ? t("groups.where.alone") : t("groups.where.with", { names: names(others) }), why, time === undefined ? undefined : t("groups.where.until", { time })];
  return parts.filter((part) => part !== undefined).join(" ");
}

function useWhy(why: Why | undefined): string | undefined {
  const { t } = useTranslation();
  const ruleWords = (rule: GroupRule): string => ("by" in rule ? t(`groups.words.${rule.rule}`, { by: t(`groups.attribute.${rule.by}`) }) : t(`groups.words.${rule.rule}`));
  switch (why?.kind) {
    case undefined:
      return undefined;
    case "rule":
      return t("groups.where.rule", { rule: ruleWords(why.rule) });
    case "late":
      return why.rule.rule === "random" ? t("groups.where.late") : t("groups.where.lateRule", { rule: ruleWords(why.rule) });
    case "by_hand":
    case "facilitates":
    case "evened":
    case "merged":
    case "chosen":
    case "set":
      return t(`groups.where.${why.kind}`);
  }
}
