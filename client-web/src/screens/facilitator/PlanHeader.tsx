import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { Button } from "../../components/Button.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { spanWords } from "../../components/span.ts";
import { isNear } from "../../components/time_left.ts";
import type { Command, DefinitionView, PlanView, Target } from "../../generated/protocol.ts";
import { clientCount } from "../../meeting/clients.ts";
import { useServerNow } from "../../meeting/context.tsx";
import { inLanguage } from "../../meeting/step.ts";
import { Countdown } from "./Countdown.tsx";
import { caughtUp, clockText, graceMs, inGrace, leftMs } from "./schedule.ts";
import { isMeant, stepAction, type StepType, useStepping, useWaitingSteps } from "./stepping.ts";
import { Refused, useAttempt } from "./useAttempt.tsx";

export interface PlanHeaderProps {
  plan: PlanView;
  definition: DefinitionView;
  /** Of the rooms on the plan while it gathers: how many could begin. */
  readyRooms: number;
}

/** One round on one plan: where it stands, and all that acts on every room of it. */
export function PlanHeader({ plan, definition, readyRooms }: PlanHeaderProps) {
  const { t, i18n } = useTranslation();
  const now = useServerNow();
  const { attempt, problem } = useAttempt();
  const [stopping, setStopping] = useState(false);
  const on: Target = { plan: plan.id };
  const timeline = caughtUp(plan.timeline, now);
  const steps = definition.definition.steps;
  const step = timeline.step === null ? undefined : steps[timeline.step];
  const clients = clientCount(definition.definition);
  const called = inLanguage(definition.definition.name, i18n.language);
  // Rooms with more or fewer clients are on plans of their own.
  const name = clients > 0 ? t("clients.plan", { name: called, count: clients }) : called;
  const left = leftMs(timeline, now);
  const grace = inGrace(timeline, now);
  const stepping = usePlanStepping(plan, definition, timeline.step, grace);
  const paused = timeline.clock.state === "paused";
  const gathering = timeline.step === null;
  const total = gathering ? 0 : (timeline.seconds[timeline.step ?? 0] ?? 0) * 1000;
  const added = gathering ? 0 : (timeline.seconds[timeline.step ?? 0] ?? 0) - (definition.planned[timeline.step ?? 0] ?? 0);
  const shownLeft = grace && left !== undefined ? left + graceMs(timeline) : left;
  const ends = new Intl.DateTimeFormat(i18n.language, { hour: "numeric", minute: "2-digit" });
  const endsAt = timeline.clock.state === "running" && !gathering ? endOf(timeline.clock.ends_at, timeline.seconds, timeline.step ?? 0) : undefined;

  return (
    <section className="plan-header" aria-label={t("facilitator.roundOf", { name })} data-standing={paused ? "paused" : grace ? "grace" : undefined}>
      <div className="plan-header-where">
        <p className="plan-header-name">
          {name} <span className="soft">· {t("facilitator.onPlan", { count: plan.rooms.length })}</span>
        </p>
        <h2 className="plan-header-step">
          {gathering ? t(timeline.clock.state === "waiting" ? "facilitator.waitingAll" : "facilitator.gathering") : null}
          {step ? (
            <>
              <span className="plan-header-place">{t("step.of", { number: (timeline.step ?? 0) + 1, count: steps.length })}</span> {inLanguage(step.name, i18n.language)}
            </>
          ) : null}
        </h2>
      </div>
      <div className="plan-header-time" role="timer" aria-label={t("time.left")}>
        {shownLeft === undefined ? null : (
          <span className="plan-header-clock" data-near={(!paused && !gathering && isNear(left ?? 0, total)) || undefined}>
            {clockText(shownLeft)}
          </span>
        )}
        <span className="plan-header-sub">
          {paused ? t("facilitator.paused") : grace ? t("facilitator.grace") : gathering ? t("facilitator.readyOf", { ready: readyRooms, count: plan.rooms.length }) : null}
          {!paused && !grace && endsAt !== undefined ? t("facilitator.endsAt", { time: ends.format(endsAt) }) : null}
        </span>
        {Math.abs(added) >= 1 ? <span className="plan-header-added">{t(added > 0 ? "time.added" : "time.taken", { time: spanWords(t, added * 1000) })}</span> : null}
      </div>
      <div className="plan-header-acts">
        {paused ? (
          <Button kind="main" onPress={() => void attempt({ type: "resume", on })}>
            {t("facilitate.resume")}
          </Button>
        ) : (
          <Button onPress={() => void attempt({ type: "pause", on })} isDisabled={timeline.clock.state === "waiting"}>
            {t("facilitate.pause")}
          </Button>
        )}
        <AddMinutes on={on} attempt={attempt} isDisabled={timeline.clock.state === "waiting"} />
        {gathering ? (
          <Button kind={readyRooms === plan.rooms.length ? "main" : "plain"} onPress={() => void attempt({ type: "begin", on })}>
            {t("facilitator.beginAll")}
          </Button>
        ) : (
          <StepButtons stepping={stepping} />
        )}
        <Button kind="quiet" className="plan-header-stop" onPress={() => setStopping(true)}>
          {t("facilitate.end")}
        </Button>
      </div>
      {stepping.pending ? (
        <p className="plan-header-pending">
          {stepping.pending.words} <Countdown until={stepping.pending.at} />
          <Button onPress={stepping.cancel}>{t("common.cancel")}</Button>
        </p>
      ) : null}
      <Refused words={problem} />
      <Confirm
        title={t("facilitator.stopTitle", { count: plan.rooms.length })}
        consequence={t("facilitate.endConsequence")}
        confirm={t("facilitator.stop")}
        cancel={t("common.cancel")}
        isOpen={stopping}
        onConfirm={() => void attempt({ type: "stop_round", on })}
        onClose={() => setStopping(false)}
      />
    </section>
  );
}

function endOf(endsAt: number, seconds: readonly number[], step: number): number {
  return endsAt + seconds.slice(step + 1).reduce((sum, length) => sum + length * 1000, 0);
}

type Attempt = (command: Command) => Promise<boolean>;

function AddMinutes({ on, attempt, isDisabled }: { on: Target; attempt: Attempt; isDisabled: boolean }) {
  const { t } = useTranslation();
  const add = (minutes: number) => void attempt({ type: "add_seconds", on, seconds: minutes * 60 });
  return (
    <span className="button-group" role="group" aria-label={t("facilitator.minutes")}>
      <Button onPress={() => add(-1)} isDisabled={isDisabled} aria-label={t("facilitator.takeMinute")}>
        −1
      </Button>
      <Button onPress={() => add(1)} isDisabled={isDisabled} aria-label={t("facilitator.addMinutes", { count: 1 })}>
        +1
      </Button>
      <Button onPress={() => add(2)} isDisabled={isDisabled} aria-label={t("facilitator.addMinutes", { count: 2 })}>
        +2 {t("time.minutesShort")}
      </Button>
    </span>
  );
}

/** A second press that comes sooner belongs to a double click. */
const DOUBLE_CLICK_MS = 600;

interface PlanStepping {
  step: number;
  count: number;
  grace: boolean;
  /** What waits to be sent, in words, and when it goes; none: nothing. */
  pending: { type: StepType; words: string; at: number } | undefined;
  press: (type: StepType) => void;
  cancel: () => void;
}

/** Next and back reach everyone: they wait five seconds in which they can be cancelled; pressed again, they go at once. */
function usePlanStepping(plan: PlanView, definition: DefinitionView, step: number | null, grace: boolean): PlanStepping {
  const { t, i18n } = useTranslation();
  const now = useServerNow();
  const stepping = useStepping();
  const waiting = useWaitingSteps().find((each) => each.plan === plan.id);
  const pressedAt = useRef(0);
  const pending = waiting && isMeant(waiting, plan.timeline, now) ? waiting : undefined;
  const wordsOf = (type: StepType): string => {
    const { word, step: name } = stepAction(type, step, definition, i18n.language);
    return t(`facilitator.${word}`, { step: name });
  };
  const press = (type: StepType) => {
    if ((grace && type === "next_step") || pending?.type === type) {
      if (Date.now() - pressedAt.current >= DOUBLE_CLICK_MS) stepping.go(plan.id, type);
      return;
    }
    pressedAt.current = Date.now();
    stepping.wait(plan.id, type);
    announcer.announce("result", t("facilitator.inFive", { what: wordsOf(type) }));
  };
  return {
    step: step ?? 0,
    count: definition.definition.steps.length,
    grace,
    pending: pending ? { type: pending.type, words: wordsOf(pending.type), at: pending.at } : undefined,
    press,
    cancel: () => {
      stepping.cancel(plan.id);
      announcer.announce("result", t("facilitator.takenBack"));
    },
  };
}

function StepButtons({ stepping }: { stepping: PlanStepping }) {
  const { t } = useTranslation();
  const { step, count, grace, pending, press } = stepping;
  const last = step === count - 1;
  return (
    <>
      <Button className="plan-header-step-button" onPress={() => press("back_step")} isDisabled={step === 0}>
        {pending?.type === "back_step" ? t("facilitator.goNow") : t("facilitate.back")}
      </Button>
      <Button kind="main" className="plan-header-step-button" onPress={() => press("next_step")}>
        {grace || pending?.type === "next_step" ? t("facilitator.goNow") : last ? t("facilitator.finish") : t("facilitate.next")}
      </Button>
    </>
  );
}
