import "./controls.css";
import "./all-rooms.css";
import { memo, Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Toggle } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { lazily } from "../../components/lazily.ts";
import { TextField } from "../../components/TextField.tsx";
import type { PlanView, RoomId } from "../../generated/protocol.ts";
import { InPieces, useMe, useServerNow, useView } from "../../meeting/context.tsx";
import { focusRoomHeading } from "../room/useSpoken.ts";
import { AllTimers } from "../../timer/AllTimers.tsx";
import { TimerDialog } from "../../timer/TimerDialog.tsx";
import { TimerMenu } from "../../timer/TimerMenu.tsx";
import { StartRound } from "../plan/StartRound.tsx";
import { BreakoutBar } from "./BreakoutBar.tsx";
import { ExpectedLine } from "./ExpectedLine.tsx";
import { matches } from "./find.ts";
import { MessageDialog } from "./MessageDialog.tsx";
import { PeoplePicker } from "./PeoplePicker.tsx";
import { PlanHeader } from "./PlanHeader.tsx";
import { RoomCard } from "./RoomCard.tsx";
import { RoomPeople } from "./RoomPeople.tsx";
import { breakoutRooms, inOrder, type RoomState, roomState, startCheck } from "./rooms.ts";
import { StartCheckList } from "./StartCheckList.tsx";
import { ToMainRoom } from "./ToMainRoom.tsx";
import { forgetUndo } from "./undo.ts";
import { useNoteCounts } from "./useNoteCounts.ts";
import { Unplaced } from "./Unplaced.tsx";
import { Refused, useAttempt } from "./useAttempt.tsx";
import type { FacilitatorPageProps } from "./pages.ts";

/** What the facts on the cards are worked out anew for, beside each change: drift and need follow the clock slowly. */
const LOOK_AGAIN_MS = 5_000;
/** So many rooms still have place for airy cards. */
const AIRY_ROOMS_MAX = 8;

/** It brings the board with it. */
const RoomDigest = lazily(() => import("./RoomDigest.tsx"));

type Shown = { kind: "message" | "people" | "move" | "timer" | "digest"; room: RoomId };

/** The facilitator's view of every room: the round on top, those who need somebody first. */
export default function AllRooms(props: FacilitatorPageProps) {
  return (
    <InPieces>
      <Rooms {...props} />
    </InPieces>
  );
}

const Rooms = memo(function AllOfThem({ onShow }: FacilitatorPageProps) {
  const { t } = useTranslation();
  const view = useView();
  const me = useMe();
  const now = useServerNow(LOOK_AGAIN_MS);
  const notes = useNoteCounts();
  /** On all of a room's boards; none while nothing is known of any. */
  const notesOf = (room: RoomId) => {
    const known = Object.values(view.boards).flatMap((board) => (board.room === room ? [notes[board.id]] : []));
    const counts = known.filter((count) => count !== undefined);
    return counts.length > 0 ? counts.reduce((sum, count) => sum + count, 0) : undefined;
  };
  const { attempt, problem } = useAttempt();
  const [query, setQuery] = useState("");
  const [needyOnly, setNeedyOnly] = useState(false);
  const [shown, setShown] = useState<Shown>();
  const [starting, setStarting] = useState(false);

  const states = useMemo(() => breakoutRooms(view).map((room) => roomState(view, room, now)), [view, now]);
  const plans = Object.values(view.plans)
    .filter((plan) => plan.rooms.length > 0)
    .sort((a, b) => a.started_at - b.started_at);
  // Thirty rooms with a clock each are no thirty headers.
  const own = plans.length === 1 ? [] : plans.filter((plan) => plan.pace === "own");
  const shared = plans.filter((plan) => !own.includes(plan));
  const open = view.meeting.breakouts.state === "open" || view.meeting.breakouts.state === "closing";
  const needy = states.filter((state) => state.needs.length > 0).length;
  const listed = inOrder(states).filter((state) => (!needyOnly || state.needs.length > 0) && isFound(state, query));
  const subject = shown ? states.find((state) => state.room.id === shown.room) : undefined;
  const close = () => setShown(undefined);

  // What was assigned before is not undone by assigning any more.
  useEffect(() => forgetUndo, [open]);

  // The button that was pressed is gone then.
  const showRoom = () => {
    onShow?.("room");
    focusRoomHeading();
  };
  const enter = async (room: RoomId) => {
    if (await attempt({ type: "enter_room", room })) showRoom();
  };

  const visit = async (room: RoomId) => {
    if (await attempt({ type: "visit", room })) showRoom();
  };

  return (
    <main className="all-rooms" aria-label={t("meeting.navRooms")}>
      <BreakoutBar acts={
          <>
            {me ? <ToMainRoom me={me} onThere={showRoom} /> : null}
            <TimerMenu rooms={null} />
          </>
        }>
        {states.length > 0 ? (
          <div className="room-tools">
            <TextField label={t("facilitator.findRoom")} className="field-small" value={query} onChange={setQuery} />
            <Toggle isSelected={needyOnly} onChange={setNeedyOnly}>
              {t("facilitator.needyOnly", { count: needy })}
            </Toggle>
          </div>
        ) : null}
      </BreakoutBar>
      <AllTimers />
      {shared.map((plan) => (
        <PlanPart key={plan.id} plan={plan} states={states} attempt={attempt} />
      ))}
      {own.length > 0 ? <OwnPlans plans={own} states={states} attempt={attempt} /> : null}
      {plans.length === 0 && states.length > 0 ? (
        <section className="no-plan" aria-label={t("facilitator.noPlan")}>
          <p>
            <strong>{t("facilitator.noPlan")}</strong> <span className="soft">{open ? t("facilitator.noPlanOpen") : t("facilitator.noPlanClosed")}</span>
          </p>
          <Button kind={open ? "main" : "plain"} onPress={() => setStarting(true)}>
            {t("facilitator.startRound")}
          </Button>
        </section>
      ) : null}
      <Unplaced states={states} />
      <ExpectedLine {...(onShow ? { onShow } : {})} />
      <Refused words={problem} />
      {states.length === 0 ? (
        <div className="all-rooms-empty">
          <h2>{t("facilitator.noRoomsTitle")}</h2>
          <p className="soft">{t("facilitator.noRooms")}</p>
          {onShow ? (
            <Button kind="main" large onPress={() => onShow("plan")}>
              {t("facilitator.toPlan")}
            </Button>
          ) : null}
        </div>
      ) : (
        <section aria-labelledby="rooms-heading" className="room-part">
          <h2 id="rooms-heading" className="hidden-visually">
            {t("facilitator.rooms")}
          </h2>
          <ul className="room-grid" data-airy={states.length <= AIRY_ROOMS_MAX || undefined}>
            {listed.map((state) => (
              <RoomCard
                key={state.room.id}
                state={state}
                notes={notesOf(state.room.id)}
                attempt={attempt}
                open={open}
                onEnter={() => void enter(state.room.id)}
                onVisit={() => void visit(state.room.id)}
                onMessage={() => setShown({ kind: "message", room: state.room.id })}
                onPeople={() => setShown({ kind: "people", room: state.room.id })}
                onTimer={() => setShown({ kind: "timer", room: state.room.id })}
                onDigest={() => setShown({ kind: "digest", room: state.room.id })}
                onMove={() => setShown({ kind: "move", room: state.room.id })}
              />
            ))}
          </ul>
          {listed.length === 0 ? <p className="soft">{needyOnly && needy === 0 ? t("facilitator.allWell") : t("facilitator.noRoomFound")}</p> : null}
        </section>
      )}
      {subject && shown?.kind === "message" ? <MessageDialog rooms={[subject.room.id]} onClose={close} /> : null}
      {subject && shown?.kind === "timer" ? <TimerDialog title={t("timer.startHere")} rooms={[subject.room.id]} onClose={close} /> : null}
      {subject && shown?.kind === "digest" ? (
        <Suspense fallback={null}>
          <RoomDigest room={subject.room.id} onClose={close} />
        </Suspense>
      ) : null}
      {subject && shown?.kind === "people" ? <RoomPeople state={subject} onClose={close} /> : null}
      {subject && shown?.kind === "move" ? <PeoplePicker room={subject.room.id} open={open} onClose={close} /> : null}
      <Dialog title={t("facilitator.startRound")} isOpen={starting} onClose={() => setStarting(false)}>
        <StartRound folded onStarted={() => setStarting(false)} onCancel={() => setStarting(false)} />
      </Dialog>
    </main>
  );
});

function PlanPart({ plan, states, attempt }: { plan: PlanView; states: readonly RoomState[]; attempt: ReturnType<typeof useAttempt>["attempt"] }) {
  const { definitions } = useView();
  const definition = definitions[plan.id];
  if (!definition) return null;
  const gathers = states.some((state) => plan.rooms.includes(state.room.id) && (state.now?.kind === "gathering" || state.now?.kind === "waiting"));
  const without = startCheck(states, plan.rooms).noPresenter.length;
  return (
    <>
      <PlanHeader plan={plan} definition={definition} readyRooms={plan.rooms.length - without} />
      {gathers ? <StartCheckList states={states} rooms={plan.rooms} begun={plan.begun_at !== null} attempt={attempt} /> : null}
    </>
  );
}

/** Rooms that go alone: what can be done for all of them at once is to begin. */
function OwnPlans({ plans, states, attempt }: { plans: readonly PlanView[]; states: readonly RoomState[]; attempt: ReturnType<typeof useAttempt>["attempt"] }) {
  const { t } = useTranslation();
  const rooms = plans.flatMap((plan) => plan.rooms);
  const gathering = states.filter((state) => rooms.includes(state.room.id) && state.now?.kind === "gathering");
  const ready = gathering.filter((state) => !state.needs.includes("no_presenter"));
  const beginAll = async () => {
    for (const state of ready) await attempt({ type: "begin", on: { room: state.room.id } });
  };
  return (
    <>
      <section className="no-plan" aria-label={t("facilitator.ownPlans", { count: rooms.length })}>
        <p>
          <strong>{t("facilitator.ownPlans", { count: rooms.length })}</strong> <span className="soft">{t("facilitator.ownPlansHint")}</span>
        </p>
        {gathering.length > 0 ? (
          <Button kind={ready.length === gathering.length ? "main" : "plain"} isDisabled={ready.length === 0} onPress={() => void beginAll()}>
            {t("facilitator.beginAll")}
          </Button>
        ) : null}
      </section>
      {gathering.length > 0 ? <StartCheckList states={states} rooms={rooms} begun={false} attempt={attempt} /> : null}
    </>
  );
}

function isFound(state: RoomState, query: string): boolean {
  if (query.trim() === "") return true;
  return matches(query, [String(state.room.number), state.room.name, ...state.people.map((person) => person.name)]);
}
