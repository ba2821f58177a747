import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Icon } from "../../components/Icon.tsx";
import type { MessageId, PersonView, RoomId, Timestamp } from "../../generated/protocol.ts";
import { useServerNow, useView } from "../../meeting/context.tsx";
import { useNameOf, useNames, useRoomName } from "../../meeting/words.ts";
import { newsFor } from "./news.ts";

export interface Announcement {
  /** From whom; and when, where it was sent before the reader came. */
  heading: string;
  text: string;
  close: () => void;
}

/** So long a message is shown to who can see it; then it waits among the messages. */
const SHOWN_MS = 60_000;

/** The latest message of a facilitator, until it was there to be read for a minute or is closed. Kept by the meeting's frame: the card comes and goes with pages and tabs. */
export function useAnnouncement(me: PersonView): Announcement | undefined {
  const { t, i18n } = useTranslation();
  const view = useView();
  const nameOf = useNameOf();
  const names = useNames();
  const roomName = useRoomName();
  const now = useServerNow(60_000);
  const [closed, setClosed] = useState<MessageId>();
  // In the room in which the page found them somebody was for long.
  const [room, setRoom] = useState<{ id: RoomId; since: Timestamp }>({ id: me.room, since: 0 });
  if (room.id !== me.room) setRoom({ id: me.room, since: now });
  const facilitates = me.role === "facilitator";
  const news = newsFor({ id: me.id, joinedAt: me.joined_at, inRoomSince: facilitates ? 0 : room.since }, view.announcements, now);
  const shown = news && news.message.id !== closed ? news : undefined;

  const author = shown?.message.by == null ? undefined : nameOf(shown.message.by);
  // Facilitators get those to rooms that they are not in, too.
  const to = facilitates && shown?.message.rooms ? names(shown.message.rooms.map(roomName), 4) : undefined;
  const from =
    author === undefined ? t("meeting.announcementAnon") : to === undefined ? t("meeting.announcement", { name: author }) : t("meeting.announcementTo", { name: author, rooms: to });
  const time = shown ? new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" }).format(shown.message.at) : "";
  const heading = shown?.earlier ? t("meeting.announcementEarlier", { from, time }) : from;
  const say = useEffectEvent(() => {
    if (shown) announcer.announce("message", `${heading}: ${shown.message.text}`);
  });
  useEffect(() => say(), [shown?.message.id]);
  const id = shown?.message.id;
  // Counted anew by who looks elsewhere meanwhile: a page that nobody sees has shown nothing.
  useEffect(() => {
    if (id === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const count = () => {
      clearTimeout(timer);
      timer = document.visibilityState === "visible" ? setTimeout(() => setClosed(id), SHOWN_MS) : undefined;
    };
    count();
    document.addEventListener("visibilitychange", count);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", count);
    };
  }, [id]);
  return shown ? { heading, text: shown.message.text, close: () => setClosed(shown.message.id) } : undefined;
}

export function AnnouncementCard({ heading, text, close }: Announcement) {
  const { t } = useTranslation();
  return (
    <section className="card announcement" aria-label={heading}>
      <div>
        <p className="small soft">{heading}</p>
        <p dir="auto">{text}</p>
      </div>
      <Button onPress={close}>{t("common.close")}</Button>
    </section>
  );
}

/** All messages that reached the reader, to be read again; nothing where there was none. */
export function Messages() {
  const { t, i18n } = useTranslation();
  const { announcements } = useView();
  const nameOf = useNameOf();
  const [open, setOpen] = useState(false);
  if (announcements.length === 0) return null;
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" });
  return (
    <>
      <Button kind="quiet" large onPress={() => setOpen(true)}>
        <Icon name="chat" />
        {t("meeting.messages", { count: announcements.length })}
      </Button>
      <Dialog title={t("meeting.messagesHeading")} isOpen={open} onClose={() => setOpen(false)}>
        <ul className="stack messages">
          {[...announcements].sort((a, b) => b.at - a.at).map((message) => (
            <li key={message.id}>
              <p className="small soft">
                {message.by === null ? t("meeting.announcementAnon") : <bdi>{nameOf(message.by) ?? t("chat.gone")}</bdi>} · {time.format(message.at)}
              </p>
              <p dir="auto">{message.text}</p>
            </li>
          ))}
        </ul>
        <div className="dialog-actions">
          <Button large onPress={() => setOpen(false)}>
            {t("common.close")}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
