import "./room.css";
import { type ReactNode, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "../../components/Icon.tsx";
import { lazily } from "../../components/lazily.ts";
import { Tabs } from "../../components/Tabs.tsx";
import { PHONE, useMedia } from "../../components/useMedia.ts";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { useConnectionState, useKnownMeeting, useSend, useView } from "../../meeting/context.tsx";
import { When } from "../../schedule/When.tsx";
import { mayFacilitate, presenterListens, presenterOf, rightsOf } from "../../meeting/people.ts";
import { stepOf } from "../../meeting/small.ts";
import { PollSlot } from "../../polls/PollSlot.tsx";
import { isOpen } from "../../polls/polls.ts";
import { usePoll } from "../../polls/usePoll.ts";
import { mayChoose } from "../groups/choice.ts";
import { ActionBar, type Help, useHelp } from "./ActionBar.tsx";
import { type Announcement, AnnouncementCard } from "./Announcements.tsx";
import { ArrivalCard, useArrivalIn } from "./ArrivalCard.tsx";
import { Asked, Newcomers } from "./AskedAndNew.tsx";
import { AskedToPrepare } from "./AskedToPrepare.tsx";
import { BoardSlot, NotebookSlot, UnsentSlot } from "./BoardSlot.tsx";
import { Chat } from "./Chat.tsx";
import { Dropped } from "./Dropped.tsx";
import { Gathering } from "./Gathering.tsx";
import { GoRound } from "./GoRound.tsx";
import { Hands } from "./Hands.tsx";
import { Keynote, useKeynote } from "./Keynote.tsx";
import { Questions } from "./Questions.tsx";
import { People } from "./People.tsx";
import { SharingCard, useSharingAsked } from "./SharingCard.tsx";
import { SmallGroups } from "./SmallGroup.tsx";
import { StepBar, WholeRound } from "./StepBar.tsx";
import { useChatSpoken, usePeopleSpoken } from "./useSpoken.ts";
import { useStepBar } from "./useStepBar.ts";
import { Signs } from "./Signs.tsx";
import { YouNext } from "./YouNext.tsx";
import { useUnread } from "./useUnread.ts";

const AgendaBar = lazily(() => import("../facilitator/AgendaBar.tsx"));
const ChoiceCard = lazily(() => import("../groups/ChoiceCard.tsx"));
const GalleryCards = lazily(() => import("../gallery/GalleryCards.tsx"));
const SaidCard = lazily(() => import("../../series/SaidCard.tsx"));
const VisitBar = lazily(() => import("../groups/VisitBar.tsx"));
const FacilitatorBar = lazily(() => import("./FacilitatorBar.tsx"));

/** One's room: the step bar over everything, the people, the board, chat, hands and notebook. */
export function Room({ me, announcement, onLeave }: { me: PersonView; announcement: Announcement | undefined; onLeave: () => void }) {
  const view = useView();
  const phone = useMedia(PHONE);
  const detail = view.details[me.room];
  useArrival(me);
  usePeopleSpoken(me);
  useChatSpoken(view.chat[me.room] ?? [], me);
  const arrival = useArrivalIn(me, detail);
  const sharing = useSharingAsked(me, detail);
  const help = useHelp(detail);
  const keynote = useKeynote(me, detail);
  const { poll } = usePoll();
  const cards = (
    <>
      {detail ? <YouNext me={me} detail={detail} /> : null}
      <PollSlot me={me} />
      {keynote ? <Keynote me={me} part={keynote} /> : null}
      {detail && me.role !== "facilitator" && presenterOf(detail) !== me.id ? <ArrivalCard me={me} detail={detail} arrival={arrival} /> : null}
      {me.visiting === undefined && view.choice === null ? null : (
        <Suspense fallback={null}>
          {me.visiting === undefined ? null : <VisitBar me={me} />}
          {view.choice === null ? null : <ChoiceCard me={me} />}
        </Suspense>
      )}
      <MeetingWhen me={me} detail={detail} />
      <AskedToPrepare me={me} detail={detail} />
      <SaidSlot me={me} detail={detail} />
      {detail ? <Gathering me={me} detail={detail} /> : null}
      {detail ? <Dropped me={me} detail={detail} /> : null}
      {detail ? <Asked me={me} detail={detail} /> : null}
      {detail ? <SmallGroups me={me} detail={detail} /> : null}
      {detail ? <GoRound me={me} detail={detail} /> : null}
      {detail ? <Newcomers me={me} detail={detail} /> : null}
      {view.gallery.phase === "closed" || view.meeting.ended_at !== null ? null : (
        <Suspense fallback={null}>
          <GalleryCards me={me} />
        </Suspense>
      )}
      {sharing ? <SharingCard {...sharing} /> : null}
      {announcement ? <AnnouncementCard {...announcement} /> : null}
    </>
  );
  const guide =
    mayFacilitate(me, me.room) && detail ? (
      <Suspense fallback={null}>
        {me.role === "facilitator" ? <AgendaBar /> : null}
        <FacilitatorBar me={me} detail={detail} />
      </Suspense>
    ) : null;
  return (
    <div className="room">
      <StepBar me={me} detail={detail} compact={phone} />
      <UnsentSlot me={me} />
      <Signs room={me.room} />
      {phone ? (
        <PhoneRoom me={me} detail={detail} cards={cards} guide={guide} help={help} news={(announcement ? 1 : 0) + (sharing ? 1 : 0) + (view.gallery.phase === "closed" ? 0 : 1) + (mayChoose(view, me) && me.assigned === null ? 1 : 0) + (poll && isOpen(poll) && view.own.answers[poll.id] === undefined ? 1 : 0)} onLeave={onLeave} />
      ) : (
        <WideRoom me={me} detail={detail} cards={cards} guide={guide} help={help} news={0} onLeave={onLeave} />
      )}
    </div>
  );
}

/** In the main room, while nothing runs there. */
function useBefore(me: PersonView, detail: DetailView | undefined): boolean {
  const { meeting, agenda } = useView();
  const runs = agenda.current !== null || (detail?.round != null && detail.round.ended_at === null);
  return me.room === meeting.main_room && !runs;
}

/** What the meeting before left, to begin with. */
function SaidSlot({ me, detail }: { me: PersonView; detail: DetailView | undefined }) {
  const { said, meeting } = useView();
  const before = useBefore(me, detail);
  if (!before || !said?.shown || meeting.ended_at !== null) return null;
  return (
    <Suspense fallback={null}>
      <SaidCard said={said} />
    </Suspense>
  );
}

/** In the main room, while nothing runs there: when the meeting is to be. */
function MeetingWhen({ me, detail }: { me: PersonView; detail: DetailView | undefined }) {
  const { meeting } = useView();
  const known = useKnownMeeting();
  if (!useBefore(me, detail) || meeting.schedule?.starts_at == null || meeting.ended_at !== null) return null;
  return (
    <div className="card when-card">
      <When meeting={meeting.id} title={meeting.title} schedule={meeting.schedule} secret={known.kind === "facilitator" ? known.personSecret : (known.linkSecret ?? known.personSecret)} />
    </div>
  );
}

interface PartsProps {
  me: PersonView;
  detail: DetailView | undefined;
  cards: ReactNode;
  guide: ReactNode;
  help: Help;
  /** How many of the cards want to be seen: a message of the facilitators, the question to the presenter about sharing. */
  news: number;
  onLeave: () => void;
}

type SideTab = "questions" | "chat" | "hands" | "notebook";

function WideRoom({ me, detail, cards, guide, help, onLeave }: PartsProps) {
  const { t } = useTranslation();
  const view = useView();
  const rights = rightsOf(me, me.room, detail);
  const presents = presenterOf(detail) === me.id;
  // A step of one's own notebook opens it for everybody, whatever they looked at before.
  const inNotebook = stepOf(view, detail)?.notebook === true && me.role !== "observer";
  const [choice, setChoice] = useState<{ tab: SideTab; inNotebook: boolean }>();
  const chosen = choice?.inNotebook === inNotebook || !inNotebook ? choice?.tab : undefined;
  const setTab = (tab: SideTab) => setChoice({ tab, inNotebook });
  // A presenter who only listens has their notebook beside the board without looking for it.
  const keynote = useKeynote(me, detail);
  const usual: SideTab = inNotebook || (presents && presenterListens(view, detail)) ? "notebook" : keynote ? "questions" : "chat";
  const tab: SideTab = chosen === undefined || (chosen === "questions" && !keynote) ? usual : chosen;
  const unread = useUnread(me, tab === "chat");
  return (
    <>
      {guide}
      <main className="room-main">
        <div className="room-cards">{cards}</div>
        <div className="room-parts">
        {/* It scrolls, and may have nothing else that the keyboard reaches. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className="room-people" role="region" aria-label={t("room.people")} tabIndex={0}>
          <People me={me} detail={detail} />
        </div>
        <div className="room-board">
          <BoardSlot me={me} detail={detail} startAs="board" />
        </div>
        <Tabs
          className="room-side"
          label={t("room.panels")}
          selected={tab}
          onSelect={setTab}
          items={[
            ...(keynote ? [{ id: "questions" as const, title: t("keynote.questions"), content: <Questions me={me} /> }] : []),
            { id: "chat", title: t("room.chat"), count: unread, content: <Chat me={me} mayWrite={rights.chat} /> },
            { id: "hands", title: t("room.hands"), count: detail?.hands.length ?? 0, content: <Hands me={me} detail={detail} /> },
            { id: "notebook", title: t("room.notebook"), content: <NotebookSlot me={me} /> },
          ]}
        />
        </div>
      </main>
      <ActionBar me={me} detail={detail} help={help} onLeave={onLeave} />
    </>
  );
}

type PhoneTab = "now" | "board" | "people" | "chat";

function PhoneRoom({ me, detail, cards, guide, help, news, onLeave }: PartsProps) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<PhoneTab>("now");
  const rights = rightsOf(me, me.room, detail);
  const unread = useUnread(me, tab === "chat");
  const keynote = useKeynote(me, detail);
  const tabs: { id: PhoneTab; icon: IconName; count: number }[] = [
    { id: "now", icon: "clock", count: tab === "now" ? 0 : news },
    { id: "board", icon: "board", count: 0 },
    { id: "people", icon: "people", count: detail?.hands.length ?? 0 },
    { id: "chat", icon: "chat", count: unread },
  ];
  return (
    <>
      <main className="phone-part" data-part={tab}>
        {tab === "now" ? (
          <div className="phone-now">
            <PhonePrompt me={me} detail={detail} />
            {cards}
            <ActionBar me={me} detail={detail} help={help} onLeave={onLeave} />
            {guide}
            {keynote ? (
              <section className="card stack-tight">
                <h2>{t("keynote.questions")}</h2>
                <Questions me={me} />
              </section>
            ) : null}
            <section className="card stack-tight">
              <h2>{t("room.notebook")}</h2>
              <NotebookSlot me={me} />
            </section>
          </div>
        ) : null}
        {tab === "board" ? <BoardSlot me={me} detail={detail} startAs="list" /> : null}
        {tab === "people" ? (
          <div className="stack">
            <People me={me} detail={detail} />
            <h2>{t("room.hands")}</h2>
            <Hands me={me} detail={detail} />
          </div>
        ) : null}
        {tab === "chat" ? <Chat me={me} mayWrite={rights.chat} /> : null}
      </main>
      <nav className="phone-tabs" aria-label={t("room.phoneTabs")}>
        {tabs.map((item) => (
          <button key={item.id} type="button" className="phone-tab" aria-current={tab === item.id ? "page" : undefined} onClick={() => setTab(item.id)}>
            <Icon name={item.icon} size={22} />
            {t(`room.${item.id}`)}
            {item.count > 0 ? <span className="tab-count">{item.count}</span> : null}
          </button>
        ))}
      </nav>
    </>
  );
}

/** The page says that it shows the room: until then one is 'between rooms'. */
function useArrival(me: PersonView): void {
  const send = useSend();
  const { phase } = useConnectionState();
  const missing = !me.arrived && phase.kind === "live";
  useEffect(() => {
    if (missing) void send({ type: "arrive", room: me.room }, { quiet: true });
  }, [missing, me.room, send]);
}

function PhonePrompt({ me, detail }: { me: PersonView; detail: DetailView | undefined }) {
  const model = useStepBar(me, detail);
  if (model.prompt === undefined) return null;
  return (
    <div className="stack-tight">
      <p>{model.prompt}</p>
      {model.now?.kind === "step" ? <WholeRound leftMs={model.now.roundLeftMs} totalMs={model.now.roundTotalMs} /> : null}
    </div>
  );
}
