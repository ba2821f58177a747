import "./facilitator-bar.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Confirm, Dialog } from "../../components/Dialog.tsx";
import { Menu, MenuItem } from "../../components/Menu.tsx";
import type { Call, DefinitionView, DetailView, PersonView, RoomId, RoomView, RoundView, Target } from "../../generated/protocol.ts";
import { useSend, useServerNow, useView } from "../../meeting/context.tsx";
import { canPresent, peopleOf } from "../../meeting/people.ts";
import { inLanguage, stepNow } from "../../meeting/step.ts";
import { useNameOf } from "../../meeting/words.ts";
import { TimerBar } from "../../timer/TimerBar.tsx";
import { NameRoom } from "../plan/NameRoom.tsx";
import { StartRound } from "../plan/StartRound.tsx";
import { type Act, HOLD_SECONDS_MAX, holdLeftMs, type Reason, type Standing, whyNot } from "./why_not.ts";

const MINUTE = 60;

/** For who runs this room's round: the call that brought them here, the words to say, and the clock. */
export default function FacilitatorBar({ me, detail }: { me: PersonView; detail: DetailView }) {
  return (
    <>
      {me.role === "facilitator" && detail.call ? <CallBar me={me} call={detail.call} /> : null}
      <BarOf me={me} detail={detail} />
    </>
  );
}

/** A facilitator who is in the room that called closes the call with one press. */
function CallBar({ me, call }: { me: PersonView; call: Call }) {
  const { t } = useTranslation();
  const send = useSend();
  const nameOf = useNameOf();
  const name = nameOf(call.by) ?? t("chat.gone");
  return (
    <section className="facilitator-bar call-bar" aria-label={t("help.call")}>
      <div className="row">
        <span>{call.claimed_by === me.id ? t("help.youWent", { name }) : t("help.calledBy", { name })}</span>
        <Button kind="main" onPress={() => void send({ type: "close_help", room: me.room })}>
          {t("help.done")}
        </Button>
      </div>
    </section>
  );
}

function BarOf({ me, detail }: { me: PersonView; detail: DetailView }) {
  const { round } = detail;
  const view = useView();
  const now = useServerNow(round ? 1000 : undefined);
  const definition = round ? view.definitions[round.plan] : undefined;
  const isUnderWay = round && definition && round.ended_at === null && stepNow(round, definition, now).kind !== "finished";
  if (isUnderWay) return <RoundBar me={me} detail={detail} round={round} definition={definition} />;
  // Between rounds there is something to do for who has this room only; facilitators have their own pages.
  return (
    <>
      <TimerBar me={me} />
      {me.facilitates === me.room && view.meeting.ended_at === null ? <OwnRoomBar room={me.room} /> : null}
    </>
  );
}

function OwnRoomBar({ room }: { room: RoomId }) {
  const { t } = useTranslation();
  const { rooms } = useView();
  const [open, setOpen] = useState<"start" | "name">();
  const close = () => setOpen(undefined);
  const own = rooms[room];
  return (
    <section className="facilitator-bar" aria-label={t("facilitate.label")}>
      <div className="row">
        <Button onPress={() => setOpen("start")}>{t("facilitate.start")}</Button>
        <Button kind="quiet" onPress={() => setOpen("name")}>
          {t("plan.groups.name")}
        </Button>
        <span className="small soft">{t("facilitate.forRoom")}</span>
      </div>
      <Dialog title={t("facilitator.startRound")} isOpen={open === "start"} onClose={close}>
        <StartRound folded only={room} onStarted={close} onCancel={close} />
      </Dialog>
      {open === "name" && own ? <NameRoom room={own} onClose={close} /> : null}
    </section>
  );
}

function RoundBar({ me, detail, round, definition }: { me: PersonView; detail: DetailView; round: RoundView; definition: DefinitionView }) {
  const { t, i18n } = useTranslation();
  const view = useView();
  const now = useServerNow(1000);
  const send = useSend();
  const standing = stepNow(round, definition, now);
  // A facilitator moves the plan; a room facilitator's acts are their room's own, and a room alone on its plan pauses freely.
  const on: Target = me.role === "facilitator" ? { plan: round.plan } : { room: me.room };
  const onPlan = me.role === "facilitator" || round.alone_on_plan;
  const presenter = round.presenter === null ? undefined : view.people[round.presenter];
  const state: Standing = { now: standing, round, onPlan, presenterHere: presenter?.here === true && presenter.room === me.room };
  const prompts = standing.kind === "step" ? standing.step.prompts : undefined;
  const text = (texts: { [key in string]: string } | undefined) => (texts ? inLanguage(texts, i18n.language) : "");
  // The words for this step speak of a presenter who is silent.
  const scripts = round.asked
    ? []
    : [
        { title: t("facilitate.say"), words: text(prompts?.say) },
        { title: t("facilitate.redirect"), words: text(prompts?.redirect) },
      ].filter((script) => script.words !== "");
  return (
    <section className="facilitator-bar" aria-label={t("facilitate.label")}>
      <div className="row">
        <ClockButtons on={on} me={me} state={state} />
        {definition.definition.presenter ? <PresenterMenu me={me} detail={detail} round={round} /> : null}
        {standing.kind === "step" && (standing.step.floor === "group" || standing.step.floor === "go_round") && state.presenterHere ? (
          <Button onPress={() => void send({ type: "ask_presenter", room: me.room })} isDisabled={round.asked !== undefined || standing.standing !== "running"}>
            {t("asked.ask")}
          </Button>
        ) : null}
        <MoreMenu on={on} own={me.facilitates === me.room ? view.rooms[me.room] : undefined} />
        <span className="small soft">{onPlan && !round.alone_on_plan ? t("facilitate.forPlan") : t("facilitate.forRoom")}</span>
        {onPlan ? null : <span className="small soft">{t("facilitate.budget", { left: minutes(Math.ceil(holdLeftMs(round, now) / 1000)), all: minutes(HOLD_SECONDS_MAX) })}</span>}
      </div>
      {scripts.length === 0 ? null : (
        <dl className="facilitator-scripts">
          {scripts.map((script) => (
            <div key={script.title}>
              <dt>{script.title}</dt>
              <dd>
                <q>{script.words}</q>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** What is refused now is off, with the reason beside it in words. */
function ClockButtons({ on, me, state }: { on: Target; me: PersonView; state: Standing }) {
  const { t } = useTranslation();
  const send = useSend();
  const { now, onPlan } = state;
  const off = (act: Act) => whyNot(act, state) !== undefined;
  if (now.kind === "gathering" || now.kind === "waiting") {
    return (
      <>
        <Button kind="main" onPress={() => void send({ type: "begin", on })} isDisabled={off("begin")}>
          {t("facilitate.begin")}
        </Button>
        <WhyNot reason={whyNot("begin", state)} />
      </>
    );
  }
  if (now.kind !== "step") return null;
  const stopped = now.standing !== "running";
  const stopOrGo = () => {
    if (now.standing === "held") return send({ type: "release", room: me.room });
    if (now.standing === "paused") return send({ type: "resume", on });
    return send(onPlan ? { type: "pause", on } : { type: "hold", room: me.room });
  };
  const word = now.standing === "held" ? "release" : now.standing === "paused" ? "resume" : onPlan ? "pause" : "hold";
  return (
    <>
      <Button kind={stopped ? "main" : "plain"} onPress={() => void stopOrGo()} isDisabled={off("stop")}>
        {t(`facilitate.${word}`)}
      </Button>
      <Button onPress={() => void send({ type: "add_seconds", on, seconds: MINUTE })} isDisabled={off("plus")}>
        {t("facilitate.plus")}
      </Button>
      <Button onPress={() => void send({ type: "add_seconds", on, seconds: -MINUTE })} isDisabled={off("minus")}>
        {t("facilitate.minus")}
      </Button>
      <Button onPress={() => void send({ type: "back_step", on })} isDisabled={off("back")}>
        {t("facilitate.back")}
      </Button>
      <Button onPress={() => void send({ type: "next_step", on })} isDisabled={off("next")}>
        {t("facilitate.next")}
      </Button>
      <WhyNot reason={whyNot("stop", state) ?? whyNot("plus", state) ?? whyNot("next", state)} />
    </>
  );
}

function WhyNot({ reason }: { reason: Reason | undefined }) {
  const { t } = useTranslation();
  if (reason === undefined) return null;
  return <span className="small soft">{reason === "together" ? t("facilitate.together") : t(`refusal.${reason}`)}</span>;
}

function PresenterMenu({ me, detail, round }: { me: PersonView; detail: DetailView; round: RoundView }) {
  const { t } = useTranslation();
  const view = useView();
  const send = useSend();
  const nameOf = useNameOf();
  const name = round.presenter === null ? undefined : nameOf(round.presenter);
  // Those who offered come first.
  const people = peopleOf(view, me.room)
    .filter(canPresent)
    .sort((a, b) => Number(round.offers.includes(b.id)) - Number(round.offers.includes(a.id)));
  return (
    <Menu kind={round.presenter === null ? "main" : "plain"} trigger={`${t("facilitate.presenter")}: ${name ?? t("facilitate.choosePresenter")}`} isDisabled={detail.round === null}>
      {people.map((person) => (
        <MenuItem key={person.id} textValue={person.name} onAction={() => void send({ type: "set_presenter", room: me.room, person: person.id })}>
          <bdi>{person.name}</bdi>
          {round.offers.includes(person.id) ? <span className="soft"> · {t("people.offers")}</span> : null}
        </MenuItem>
      ))}
    </Menu>
  );
}

function MoreMenu({ on, own }: { on: Target; own: RoomView | undefined }) {
  const { t } = useTranslation();
  const send = useSend();
  const [asking, setAsking] = useState(false);
  const [naming, setNaming] = useState(false);
  return (
    <>
      <Menu kind="quiet" label={t("facilitate.more")} trigger={t("common.more")}>
        {own ? <MenuItem onAction={() => setNaming(true)}>{t("plan.groups.name")}</MenuItem> : null}
        <MenuItem danger onAction={() => setAsking(true)}>
          {t("facilitate.end")}
        </MenuItem>
      </Menu>
      {own && naming ? <NameRoom room={own} onClose={() => setNaming(false)} /> : null}
      <Confirm
        title={t("facilitate.endTitle")}
        consequence={t("facilitate.endConsequence")}
        confirm={t("facilitate.end").replace("…", "")}
        cancel={t("common.cancel")}
        isOpen={asking}
        onConfirm={() => void send({ type: "stop_round", on })}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
