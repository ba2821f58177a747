import "./meeting-frame.css";
import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";
import { lazily } from "../components/lazily.ts";
import { Skeleton } from "../components/Skeleton.tsx";
import type { PersonView } from "../generated/protocol.ts";
import { useKnownMeeting, useMe, useView } from "../meeting/context.tsx";
import { useRoomName } from "../meeting/words.ts";
import { ClosingBar } from "./closing/ClosingBar.tsx";
import type { FacilitatorPage } from "./facilitator/pages.ts";
import { useCalls } from "./facilitator/useCalls.ts";
import { PendingSteps } from "./facilitator/PendingSteps.tsx";
import { SteppingContext, useNewStepping } from "./facilitator/stepping.ts";
import { ToMainRoom } from "./facilitator/ToMainRoom.tsx";
import { MeMenu } from "./MeMenu.tsx";
import { NewVersion } from "./NewVersion.tsx";
import { AnnouncementCard, useAnnouncement } from "./room/Announcements.tsx";
import { Room } from "./room/Room.tsx";
import { useTimerSigns } from "../timer/useTimer.ts";
import { focusRoomHeading, useMoveSpoken, usePlansSpoken, useStepSpoken } from "./room/useSpoken.ts";
import { usePollSpoken } from "../polls/usePoll.ts";
import { useTalkSpoken } from "./room/useTalkSpoken.ts";
import { useStepBar } from "./room/useStepBar.ts";
import { Loading } from "./states/Loading.tsx";
import { SavedSign } from "./SavedSign.tsx";
import { useSigns } from "../signs/useSigns.ts";

const Ended = lazily(() => import("./states/Ended.tsx"));
const ClosingPage = lazily(() => import("./closing/Closing.tsx"));
const RehearsalStrip = lazily(() => import("./rehearsal/RehearsalStrip.tsx"));
const LinksTab = lazily(() => import("./links/LinksTab.tsx"));

/** The facilitators' pages, each a chunk of its own that participants never load. */
const AgendaBar = lazily(() => import("./facilitator/AgendaBar.tsx"));
const AllRooms = lazily(() => import("./facilitator/AllRooms.tsx"));
const LobbyBar = lazily(() => import("./facilitator/LobbyBar.tsx"));
const People = lazily(() => import("./people/People.tsx"));
const Plan = lazily(() => import("./facilitator/Plan.tsx"));

/** What frames every part of a live meeting: its name, the room, whether all is saved, who one is. */
export function MeetingFrame({ onLeave }: { onLeave: () => void }) {
  const me = useMe();
  const stepping = useNewStepping();
  return me ? (
    <SteppingContext value={stepping}>
      <FrameOf me={me} onLeave={onLeave} />
    </SteppingContext>
  ) : null;
}

function FrameOf({ me, onLeave }: { me: PersonView; onLeave: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const known = useKnownMeeting();
  const [tab, setTab] = useState<FacilitatorPage>("room");
  const [seeRoom, setSeeRoom] = useState(false);
  const [leftClosing, setLeftClosing] = useState(false);
  const roomName = useRoomName();
  const facilitates = me.role === "facilitator";
  const calls = useCalls(view, facilitates);
  const announcement = useAnnouncement(me);
  // Ahead of time, so that the way to another part is open also while the server is away.
  useEffect(() => {
    if (facilitates) for (const page of [AllRooms, People, Plan, LinksTab, LobbyBar]) page.preload();
  }, [facilitates]);
  const over = view.meeting.ended_at !== null;
  useEffect(() => {
    if (over && seeRoom) focusRoomHeading();
  }, [over, seeRoom]);
  const showRoomAsItWas = () => {
    setTab("room");
    setSeeRoom(true);
  };
  if (over && !seeRoom) {
    return (
      <Suspense fallback={<Loading />}>
        <Ended onSeeRoom={showRoomAsItWas} />
      </Suspense>
    );
  }

  const tabs: { id: FacilitatorPage; title: string }[] = [
    { id: "room", title: t("meeting.navRoom") },
    { id: "rooms", title: t("meeting.navRooms") },
    { id: "people", title: t("meeting.navPeople") },
    { id: "plan", title: t("meeting.navPlan") },
    { id: "links", title: t("meeting.navLinks") },
  ];
  const shown = facilitates ? tab : "room";
  const closes = view.closing.open && view.meeting.ended_at === null && me.room === view.meeting.main_room;
  // Opened again, it is shown again.
  if (!view.closing.open && leftClosing) setLeftClosing(false);

  return (
    <div className="meeting">
      <header className="meeting-head">
        <div className="meeting-title">
          <span className="meeting-name">
            <bdi>{view.meeting.title}</bdi>
          </span>
          <h1 tabIndex={-1} data-room-heading>
            <bdi>{roomName(me.room)}</bdi>
          </h1>
          {facilitates && shown === "room" ? <ToMainRoom me={me} /> : null}
        </div>
        {facilitates ? (
          <nav className="meeting-nav" aria-label={t("meeting.nav")}>
            {tabs.map((item) => (
              <button key={item.id} type="button" className="meeting-nav-item" aria-current={shown === item.id ? "page" : undefined} onClick={() => setTab(item.id)}>
                {item.title}
                {item.id === "rooms" && calls > 0 ? <span className="tab-count">{t("facilitator.calls", { count: calls })}</span> : null}
              </button>
            ))}
          </nav>
        ) : null}
        <SavedSign />
        <MeMenu me={me} onLeave={onLeave} />
      </header>
      {over ? (
        <section className="news-strip" aria-label={t("states.endedTitle")}>
          {t("states.endedStrip")}
          <Button onPress={() => setSeeRoom(false)}>{t("states.toEnd")}</Button>
        </section>
      ) : null}
      {view.meeting.rehearsal_of === undefined ? null : (
        <Suspense fallback={null}>
          <RehearsalStrip of={view.meeting.rehearsal_of} />
        </Suspense>
      )}
      <NewVersion me={me} />
      {facilitates ? (
        <Suspense fallback={null}>
          <LobbyBar />
        </Suspense>
      ) : null}
      <Spoken me={me} showsRoom={shown === "room"} />
      {facilitates && shown !== "rooms" ? <PendingSteps /> : null}
      {facilitates && shown === "rooms" ? (
        <Suspense fallback={null}>
          <AgendaBar />
        </Suspense>
      ) : null}
      {announcement && shown !== "room" ? <AnnouncementCard {...announcement} /> : null}
      <Suspense fallback={<main aria-busy="true"><Skeleton height="40vh" /></main>}>
        {shown === "room" && closes && !leftClosing ? <ClosingPage onSeeRoom={() => setLeftClosing(true)} /> : null}
        {shown === "room" && closes && leftClosing ? <ClosingBar onOpen={() => setLeftClosing(false)} /> : null}
        {shown === "room" && !(closes && !leftClosing) ? <Room me={me} announcement={announcement} onLeave={onLeave} /> : null}
        {shown === "rooms" ? <AllRooms onShow={setTab} /> : null}
        {shown === "people" ? <People /> : null}
        {shown === "plan" ? <Plan /> : null}
        {shown === "links" ? <LinksTab known={known} /> : null}
      </Suspense>
    </div>
  );
}

/** Says and shows by signs what happens to the reader and to their round, whichever part they look at. Draws nothing: it ticks, the frame does not. */
function Spoken({ me, showsRoom }: { me: PersonView; showsRoom: boolean }) {
  const view = useView();
  const model = useStepBar(me, view.details[me.room]);
  useStepSpoken(model, me.room);
  usePlansSpoken(me);
  useMoveSpoken(me, showsRoom);
  useTalkSpoken(me, showsRoom);
  usePollSpoken();
  useSigns(me, model);
  useTimerSigns(me);
  return null;
}
