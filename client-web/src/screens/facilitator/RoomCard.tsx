import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { LateMenu } from "../../components/LateMenu.tsx";
import { Menu, MenuItem, MenuSection } from "../../components/Menu.tsx";
import { spanWords } from "../../components/span.ts";
import { VisuallyHidden } from "../../components/VisuallyHidden.tsx";
import type { PersonView } from "../../generated/protocol.ts";
import { useMe, useServerNow } from "../../meeting/context.tsx";
import { inLanguage } from "../../meeting/step.ts";
import { useNameOf, useNames, useRoomName } from "../../meeting/words.ts";
import { Since } from "./Countdown.tsx";
import { mayPresent, type Need, type RoomState } from "./rooms.ts";
import { clockText, graceMs, IN_STEP_MS, inGrace, leftMs } from "./schedule.ts";
import type { Attempt } from "./useAttempt.tsx";
import { TimerItems, TimerPlace } from "../../timer/RoomCardTimer.tsx";
import { isExpected } from "../../meeting/people.ts";

export interface RoomCardProps {
  state: RoomState;
  /** None while nobody knows. */
  notes: number | undefined;
  attempt: Attempt["attempt"];
  open: boolean;
  onEnter: () => void;
  /** Quietly. */
  onVisit: () => void;
  onMessage: () => void;
  onPeople: () => void;
  onTimer: () => void;
  onDigest: () => void;
  onMove: () => void;
}

/** One room on one small card: what it does now, who is in it, what it needs. */
export function RoomCard({ state, notes, attempt, open, onEnter, onVisit, onMessage, onPeople, onTimer, onDigest, onMove }: RoomCardProps) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const me = useMe();
  const { room, detail, needs } = state;
  const name = roomName(room.id);
  const iAmHere = me?.room === room.id;
  const call = detail?.call ?? null;
  const claimable = call !== null && call.claimed_by === null;
  const mine = call !== null && call.claimed_by === me?.id;
  const waits = detail?.hands.length ?? 0;
  const droppedLead = needs.includes("facilitator_away") ? state.facilitators.find((person) => !person.here && person.room === room.id) : undefined;
  return (
    <li className="room-card" data-needs={needs.length > 0 || undefined} data-call={needs[0] === "call" || undefined}>
      <div className="room-card-head">
        <h3 className="room-card-name">
          {room.name === null ? (
            name
          ) : (
            <>
              {/* The number is said once, with the name. */}
              <VisuallyHidden>{name}</VisuallyHidden>
              <span aria-hidden="true">{room.number}</span>
              <bdi aria-hidden="true">{room.name}</bdi>
            </>
          )}
        </h3>
        <StepPlace state={state} />
      </div>
      <div className="room-card-state">
        <Needs state={state} open={open} />
        <span className="room-card-signs">
          {notes === undefined ? null : (
            <span className="room-card-sign" title={t("facilitator.notes", { count: notes })}>
              <Icon name="board" size={16} />
              <span aria-hidden="true">{notes}</span>
              <VisuallyHidden>{t("facilitator.notes", { count: notes })}</VisuallyHidden>
            </span>
          )}
          {waits > 0 ? (
            <span className="room-card-sign">
              <Icon name="hand" size={16} />
              <span aria-hidden="true">{waits}</span>
              <VisuallyHidden>{t("facilitator.hands", { count: waits })}</VisuallyHidden>
            </span>
          ) : null}
          {detail?.voice == null ? null : (
            <a className="room-card-sign" href={detail.voice} target="_blank" rel="noopener noreferrer" title={t("facilitator.voice")}>
              <Icon name="phone" size={16} />
              <VisuallyHidden>
                {t("facilitator.voice")} {name}
              </VisuallyHidden>
            </a>
          )}
          <Button kind="quiet" className="room-card-count" onPress={onPeople}>
            <Icon name="people" size={16} />
            <span aria-hidden="true">{state.size}</span>
            <VisuallyHidden>
              {t("facilitator.peopleIn", { count: state.size })} {name}
            </VisuallyHidden>
          </Button>
        </span>
      </div>
      {state.round || state.away.length > 0 || state.noteTaker ? (
        <div className="room-card-who">
          <Presenter state={state} attempt={attempt} />
          {state.now?.kind === "step" && state.now.step.client !== undefined ? (
            <span className="soft">{t("clients.short", { number: state.now.step.client + 1, total: state.clients })}</span>
          ) : null}
          {state.noteTaker ? (
            <span className="room-card-sign room-card-notes" title={t("facilitator.noteTaker", { name: state.noteTaker.name })}>
              <Icon name="pen" size={16} />
              <span className="room-card-notes-name">
                <bdi>{state.noteTaker.name}</bdi>
              </span>
            </span>
          ) : null}
          {state.round && state.facilitators.length === 0 ? <span className="soft room-card-lead">{t("facilitator.noFacilitator")}</span> : null}
          {state.away.length > 0 ? <Away state={state} /> : null}
        </div>
      ) : null}
      <div className="room-card-acts">
        {claimable ? (
          <Button kind="main" onPress={() => void attempt({ type: "claim_help", room: room.id })}>
            {t("help.claim")}
            <VisuallyHidden> {name}</VisuallyHidden>
          </Button>
        ) : null}
        <Button onPress={onEnter} isDisabled={iAmHere}>
          {iAmHere ? t("facilitator.youAreHere") : t("facilitator.enter")}
          <VisuallyHidden> {name}</VisuallyHidden>
        </Button>
        {mine ? (
          <Button kind="main" onPress={() => void attempt({ type: "close_help", room: room.id })}>
            {t("help.done")}
            <VisuallyHidden> {name}</VisuallyHidden>
          </Button>
        ) : null}
        {claimable || mine ? null : (
          <Button onPress={onMessage}>
            {t("facilitator.messageShort")}
            <VisuallyHidden> {name}</VisuallyHidden>
          </Button>
        )}
        <LateMenu label={t("facilitator.moreFor", { room: name })} trigger={<Icon name="more" />}>
          {(startOpen) => (
            <Menu label={t("facilitator.moreFor", { room: name })} trigger={<Icon name="more" />} startOpen={startOpen}>
              {claimable || mine ? <MenuItem onAction={onMessage}>{t("facilitator.messageMenu")}</MenuItem> : null}
              {call && !mine ? <MenuItem onAction={() => void attempt({ type: "close_help", room: room.id })}>{t("facilitator.closeCall")}</MenuItem> : null}
              {iAmHere ? null : <MenuItem onAction={onVisit}>{t("groups.visit.open")}</MenuItem>}
              {state.now?.kind === "step" ? <MenuItem onAction={() => void attempt({ type: "add_seconds", on: { room: room.id }, seconds: 60 })}>{t("groups.visit.minute")}</MenuItem> : null}
              <MenuItem onAction={onMove}>{open ? t("facilitator.moveHere") : t("facilitator.assignHere")}</MenuItem>
              <MenuItem onAction={onPeople}>{t("facilitator.peopleAndRoles")}</MenuItem>
              {droppedLead && state.now?.kind === "step" && state.now.standing === "running" ? (
                <MenuItem onAction={() => void attempt({ type: "wait_for_facilitator", room: room.id })}>{t("repair.wait", { name: droppedLead.name })}</MenuItem>
              ) : null}
              {state.now?.kind === "step" && state.now.standing === "held" ? (
                <MenuItem onAction={() => void attempt({ type: "release", room: room.id })}>{t("facilitator.releaseRoom")}</MenuItem>
              ) : null}
              {state.round && !state.round.alone_on_plan ? <MenuItem onAction={() => void attempt({ type: "part_room", room: room.id })}>{t("facilitator.partRoom")}</MenuItem> : null}
              {state.round || !open ? null : <TimerItems room={room.id} onStart={onTimer} />}
              {notes === undefined || notes === 0 ? null : <MenuItem onAction={onDigest}>{t("digest.open")}</MenuItem>}
              {state.ownPace ? <OwnClock state={state} attempt={attempt} /> : null}
            </Menu>
          )}
        </LateMenu>
      </div>
    </li>
  );
}

/** A room on a plan of its own has no header on top: its clock is worked from its card. */
function OwnClock({ state, attempt }: { state: RoomState; attempt: Attempt["attempt"] }) {
  const { t } = useTranslation();
  const { now, room } = state;
  const on = { room: room.id };
  if (now?.kind === "gathering" || now?.kind === "waiting") return <MenuItem onAction={() => void attempt({ type: "begin", on })}>{t("facilitate.begin")}</MenuItem>;
  if (now?.kind !== "step") return null;
  return (
    <MenuSection heading={t("facilitator.ownPace")}>
      <MenuItem onAction={() => void attempt(now.standing === "paused" ? { type: "resume", on } : { type: "pause", on })}>{t(now.standing === "paused" ? "facilitate.resume" : "facilitate.pause")}</MenuItem>
      <MenuItem onAction={() => void attempt({ type: "add_seconds", on, seconds: 60 })}>{t("facilitate.plus")}</MenuItem>
      <MenuItem onAction={() => void attempt({ type: "next_step", on })}>{t("facilitate.next")}</MenuItem>
      <MenuItem isDisabled={now.index === 0} onAction={() => void attempt({ type: "back_step", on })}>
        {t("facilitate.back")}
      </MenuItem>
      <MenuItem danger onAction={() => void attempt({ type: "stop_round", on })}>
        {t("facilitator.stop")}
      </MenuItem>
    </MenuSection>
  );
}

/** "4/7 · 3:12", counting by itself. */
function StepPlace({ state }: { state: RoomState }) {
  const { t, i18n } = useTranslation();
  const now = useServerNow(state.round ? 500 : undefined);
  const { round } = state;
  if (!round || !state.now) return <TimerPlace room={state.room.id} />;
  const left = leftMs(round.timeline, now);
  const grace = inGrace(round.timeline, now);
  const time = left === undefined ? "" : clockText(grace ? left + graceMs(round.timeline) : left);
  if (state.now.kind === "step") {
    return (
      <span className="room-card-step" title={inLanguage(state.now.step.name, i18n.language)}>
        {state.now.index + 1}/{state.now.count} · <span className="clock">{time}</span>
      </span>
    );
  }
  return (
    <span className="room-card-step">
      {t(state.now.kind === "gathering" ? "facilitator.gatheringShort" : "facilitator.waitingShort")} <span className="clock">{time}</span>
    </span>
  );
}

/** Whole steps say more than the minutes that they take. */
function driftWords(t: TFunction, { driftMs, stepsBehind }: RoomState): string | undefined {
  if (stepsBehind !== 0) return t(stepsBehind > 0 ? "facilitator.stepsBehind" : "facilitator.stepsAhead", { count: Math.abs(stepsBehind) });
  if (driftMs === undefined || Math.abs(driftMs) < IN_STEP_MS) return undefined;
  return t(driftMs > 0 ? "facilitator.behind" : "facilitator.ahead", { time: spanWords(t, driftMs) });
}

/** In words, never by colour alone: in step, or why the room needs somebody. */
function Needs({ state, open }: { state: RoomState; open: boolean }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const { now } = state;
  const drift = driftWords(t, state);
  const waitsFor = (person: PersonView | undefined) => person !== undefined && state.round?.waits_for === person.id;
  const words = (need: Need): string => {
    switch (need) {
      case "call":
        return t("facilitator.need.call", { name: nameOf(state.detail?.call?.by ?? "") ?? t("chat.gone") });
      case "few":
        return t("facilitator.need.few", { count: state.size });
      case "presenter_away":
        return t(waitsFor(state.presenter) ? "facilitator.need.waitsFor" : "facilitator.need.presenterAway", { name: state.presenter?.name ?? "" });
      case "facilitator_away":
        return t(waitsFor(state.facilitators[0]) ? "facilitator.need.waitsFor" : "facilitator.need.facilitatorAway", { name: state.facilitators[0]?.name ?? "" });
      case "waiting":
        return t("facilitator.need.waiting");
      case "no_presenter":
        return t("facilitator.need.noPresenter");
      case "alone":
        return t("facilitator.need.alone");
      case "held":
        return t("facilitator.need.held");
      case "behind":
        return drift ?? "";
    }
  };
  if (state.needs.length > 0) {
    return (
      <p className="room-card-needs">
        {state.needs.map((need) => words(need)).join(" · ")}
        {drift !== undefined && !state.needs.includes("behind") ? ` · ${drift}` : ""}
      </p>
    );
  }
  const goer = state.detail?.call?.claimed_by;
  if (goer != null) return <p className="room-card-pace">{t("facilitator.going", { name: nameOf(goer) ?? t("chat.gone") })}</p>;
  if (now?.kind !== "step") return <p className="room-card-pace soft">{open || state.round ? null : t("facilitator.assignedCount", { count: state.assigned })}</p>;
  return <p className="room-card-pace soft">{now.standing === "paused" ? t("facilitator.pausedRoom") : (drift ?? t(state.ownPace ? "facilitator.ownPace" : "facilitator.inStep"))}</p>;
}

function Presenter({ state, attempt }: { state: RoomState; attempt: Attempt["attempt"] }) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const { presenter, presented, round, room } = state;
  // Where each is client in turn nobody need be chosen before the first turn.
  const comesByItself = state.clients > 0 && presenter === undefined && !(state.now?.kind === "step" && state.now.step.client !== undefined);
  if (!round || !presented || comesByItself) return null;
  const missing = presenter === undefined || !presenter.here;
  const { offers, others } = mayPresent(state);
  const inStep = state.now?.kind === "step";
  const item = (id: string, name: string) => (
    <MenuItem key={id} textValue={name} onAction={() => void attempt({ type: "set_presenter", room: room.id, person: id })}>
      <bdi>{name}</bdi>
    </MenuItem>
  );
  const looks = {
    kind: missing ? "plain" : "quiet",
    className: "room-card-pick",
    label: presenter ? t(presenter.here ? "facilitator.presenterOf" : "facilitator.presenterAwayOf", { name: presenter.name, room: roomName(room.id) }) : t("facilitator.choosePresenterOf", { room: roomName(room.id) }),
    trigger: presenter ? (
      <>
        <bdi>{presenter.name}</bdi> <span className="soft">{presenter.here ? t("facilitator.presents") : t("facilitator.isAway")}</span>
      </>
    ) : (
      t("facilitator.choosePresenter")
    ),
  } as const;
  return (
    <LateMenu {...looks}>
      {(startOpen) => (
        <Menu {...looks} startOpen={startOpen}>
          {inStep && missing && presenter ? (
            <MenuItem onAction={() => void attempt({ type: "wait_for_presenter", room: room.id })}>{t("repair.wait", { name: presenter.name })}</MenuItem>
          ) : null}
          {offers.length > 0 ? <MenuSection heading={t("facilitator.offered")}>{offers.map((person) => item(person.id, person.name))}</MenuSection> : null}
          <MenuSection heading={t("facilitator.inThisRoom")}>
            {others.map((person) => item(person.id, person.name))}
            {offers.length + others.length === 0 ? <MenuItem isDisabled>{t("facilitator.nobodyHere")}</MenuItem> : null}
          </MenuSection>
          {inStep && missing && offers.length + others.length > 0 ? (
            <MenuSection heading={t("repair.other")}>
              {[...offers, ...others].map((person) => (
                <MenuItem key={`other-${person.id}`} textValue={person.name} onAction={() => void attempt({ type: "other_dilemma", room: room.id, person: person.id })}>
                  <bdi>{person.name}</bdi>
                </MenuItem>
              ))}
            </MenuSection>
          ) : null}
        </Menu>
      )}
    </LateMenu>
  );
}

/** Who has dropped; on small cards only how many, their names on hovering and to those who listen. */
function Away({ state }: { state: RoomState }) {
  const { t } = useTranslation();
  const names = useNames();
  const [first] = state.away;
  if (!first) return null;
  const who = names(state.away.map((person) => person.name));
  return (
    <span className="room-card-sign room-card-away" title={who}>
      <span className="room-card-away-name">
        <bdi>{who}</bdi> {state.away.every(isExpected) ? t("facilitator.expected") : t("facilitator.dropped")}
      </span>
      <span className="room-card-away-count" aria-hidden="true">
        {t("facilitator.droppedMany", { count: state.away.length })}
      </span>{" "}
      {state.away.length === 1 && !isExpected(first) ? <Since from={first.here_since} /> : null}
    </span>
  );
}
