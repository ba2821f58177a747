import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Button } from "../../components/Button.tsx";
import { toastStore } from "../../components/toast_store.ts";
import { forgetMeeting, fragmentOf, type KnownMeeting, knownMeetings } from "../../connection/identity.ts";

const KNOWN_AS = { facilitator: "home.knownFacilitator", join: "home.knownParticipant", observer: "home.knownObserver", access_support: "home.knownSupport", personal: "home.knownParticipant" } as const;

export function KnownMeetings() {
  const { t, i18n } = useTranslation();
  const [meetings, setMeetings] = useState(knownMeetings);
  if (meetings.length === 0) return null;
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" });
  const forget = (meeting: KnownMeeting) => {
    void forgetMeeting(meeting.id, meeting.kind);
    setMeetings(knownMeetings());
    toastStore.show(t("home.forgotten"));
  };
  return (
    <section className="known stack-tight" aria-labelledby="known-heading">
      <h2 id="known-heading">{t("home.knownHeading")}</h2>
      <ul>
        {meetings.map((meeting) => {
          const title = meeting.title || t("home.untitled");
          return (
            <li key={meeting.id + meeting.kind} className="known-item">
              <Link href={`/m/${meeting.id}${fragmentOf({ kind: meeting.kind, secret: meeting.linkSecret })}`}>
                <bdi>{title}</bdi>
              </Link>
              <span className="soft small">
                {t(KNOWN_AS[meeting.kind])} · {when.format(meeting.openedAt)}
              </span>
              <Button kind="quiet" aria-label={t("home.forget", { title })} onPress={() => forget(meeting)}>
                <span aria-hidden="true">×</span>
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
