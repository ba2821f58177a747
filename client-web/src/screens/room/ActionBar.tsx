import { useTranslation } from "react-i18next";
import { Button, Toggle } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { useNameOf } from "../../meeting/words.ts";

/** What one can do at any time: hand, help, voice, leave. */
export function ActionBar({ me, detail, onLeave }: { me: PersonView; detail: DetailView | undefined; onLeave: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const over = view.meeting.ended_at !== null;
  const acts = !over && me.role !== "observer";
  return (
    <footer className="action-bar" aria-label={t("room.actions")}>
      {acts ? <HandButton me={me} detail={detail} /> : null}
      {acts && me.role !== "facilitator" ? <HelpButton detail={detail} /> : null}
      <Voice link={detail?.voice ?? null} />
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

function HelpButton({ detail }: { detail: DetailView | undefined }) {
  const { t } = useTranslation();
  const send = useSend();
  const view = useView();
  const nameOf = useNameOf();
  const me = view.people[view.me.person];
  const call = detail?.call ?? undefined;
  if (!me) return null;
  if (!call) {
    return (
      <Button large onPress={() => void send({ type: "call_for_help" })} isDisabled={!detail}>
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
      <span className="action-note">{t("room.voiceNote")}</span>
    </>
  );
}
