import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Toggle } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { lazily } from "../../components/lazily.ts";
import type { Call, DetailView, PersonView } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { mayFacilitate } from "../../meeting/people.ts";
import { useNameOf } from "../../meeting/words.ts";
import { Messages } from "./Announcements.tsx";
import { SignMenu } from "./Signs.tsx";

const RoomTimerMenu = lazily(() => import("../../timer/TimerMenu.tsx"));

/** How a call for help stands for the room. */
export interface Help {
  call: Call | undefined;
  /** Somebody went, and the round has gone on since: the call is no news any more, and the room may call again. */
  isPast: boolean;
}

/** Kept by the room: on a phone the bar comes and goes with its tab. */
export function useHelp(detail: DetailView | undefined): Help {
  const call = detail?.call ?? undefined;
  const claim = call && call.claimed_by !== null ? `${call.at} ${call.claimed_by}` : undefined;
  const step = detail?.round?.ended_at === null ? detail.round.timeline.step : undefined;
  const [claimed, setClaimed] = useState<{ claim: string | undefined; step: number | null | undefined }>({ claim, step });
  if (claimed.claim !== claim) setClaimed({ claim, step });
  return { call, isPast: claim !== undefined && claimed.claim === claim && claimed.step !== step };
}

/** What one can do at any time: hand, help, voice, leave. */
export function ActionBar({ me, detail, help, onLeave }: { me: PersonView; detail: DetailView | undefined; help: Help; onLeave: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const over = view.meeting.ended_at !== null;
  const acts = !over && me.role !== "observer";
  return (
    <footer className="action-bar" aria-label={t("room.actions")}>
      {acts ? <HandButton me={me} detail={detail} /> : null}
      {acts ? <SignMenu me={me} detail={detail} /> : null}
      {acts && me.role !== "facilitator" ? <HelpButton me={me} help={help} isDisabled={!detail} /> : null}
      {acts && mayFacilitate(me, me.room) ? (
        <Suspense fallback={null}>
          <RoomTimerMenu me={me} />
        </Suspense>
      ) : null}
      <Voice link={detail?.voice ?? null} />
      <Messages />
      <span className="action-bar-gap" />
      <Button kind="quiet" large onPress={onLeave}>
        <Icon name="leave" />
        {t("meeting.leave")}
      </Button>
    </footer>
  );
}

function HandButton({ me, detail }: { me: PersonView; detail: DetailView | undefined }) {
  const { t } = useTranslation();
  const send = useSend();
  const place = (detail?.hands.findIndex((hand) => hand.person === me.id) ?? -1) + 1;
  return (
    <Toggle
      large
      isSelected={place > 0}
      onChange={(up) => void send(up ? { type: "raise_hand" } : { type: "lower_hand", person: null, called: false })}
      isDisabled={!detail}
    >
      <Icon name="hand" />
      {place > 0 ? `${t("hand.lower")} · ${t("hand.place", { count: place })}` : t("hand.raise")}
    </Toggle>
  );
}

function HelpButton({ me, help, isDisabled }: { me: PersonView; help: Help; isDisabled: boolean }) {
  const { t } = useTranslation();
  const send = useSend();
  const nameOf = useNameOf();
  const { call, isPast } = help;
  const ask = async () => {
    if (call) await send({ type: "close_help", room: me.room }, { quiet: true });
    await send({ type: "call_for_help" });
  };
  if (!call || isPast) {
    return (
      <Button large onPress={() => void ask()} isDisabled={isDisabled}>
        <Icon name="bell" />
        {t("help.call")}
      </Button>
    );
  }
  const claimed = call.claimed_by === null ? undefined : nameOf(call.claimed_by);
  return (
    <span className="action-state">
      <Icon name="bell" />
      {claimed === undefined ? t("help.called") : t("help.coming", { name: claimed })}
      <Button kind="quiet" onPress={() => void send({ type: "close_help", room: me.room })}>
        {t("help.close")}
      </Button>
    </span>
  );
}

/** Until Convene carries voice itself, rooms talk over a link or a number. Only https and tel come this far. */
function Voice({ link }: { link: string | null }) {
  const { t } = useTranslation();
  if (link === null || !/^(https|tel):/.test(link)) return <span className="action-note">{t("room.noVoice")}</span>;
  const number = link.startsWith("tel:") ? link.slice(4) : undefined;
  return (
    <>
      <a className="button" data-large="" href={link} target={number === undefined ? "_blank" : undefined} rel="noopener noreferrer">
        <Icon name="phone" />
        {number === undefined ? t("room.voiceOpen") : t("room.voiceCall", { number })}
      </a>
      <span className="action-note">{t(number === undefined ? "room.voiceNote" : "room.voiceNoteCall")}</span>
    </>
  );
}
