import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Brand } from "../../components/Brand.tsx";
import { Button } from "../../components/Button.tsx";
import { useKnownMeeting, useMe, useView } from "../../meeting/context.tsx";
import { NextMeeting } from "../../series/NextMeeting.tsx";
import { ClosingParts, useStillOpen } from "../closing/Closing.tsx";
import { DeleteMeeting } from "../links/DeleteMeeting.tsx";
import { RecordLinkCard } from "../links/RecordLinkCard.tsx";

/** The meeting is over: what to take along. */
export default function Ended({ onSeeRoom }: { onSeeRoom: () => void }) {
  const { t, i18n } = useTranslation();
  const { meeting } = useView();
  const { open, until } = useStillOpen();
  const me = useMe();
  const known = useKnownMeeting();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${t("states.endedTitle")}: ${meeting.title} · ${t("common.appName")}`;
  }, [meeting.title, t]);
  useEffect(() => heading.current?.focus(), []);
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: "full", timeStyle: "short" });
  return (
    <main className="page stack">
      <Brand />
      <div className="stack-tight">
        <h1 ref={heading} tabIndex={-1}>
          {t("states.endedTitle")}
        </h1>
        <p className="soft">
          <bdi>{meeting.title}</bdi>
          {meeting.ended_at === null ? null : <> · {when.format(meeting.ended_at)}</>}
        </p>
      </div>
      <p>{open && until !== null ? t("closing.openUntil", { day: when.format(until) }) : t("states.ended")}</p>
      <ClosingParts />
      {me?.role === "facilitator" ? <RecordLinkCard known={known} /> : null}
      {me?.role === "facilitator" && meeting.rehearsal_of === undefined ? <NextMeeting /> : null}
      <div className="row">
        <Button large onPress={onSeeRoom}>
          {t("states.seeRoom")}
        </Button>
        {me?.role === "facilitator" ? <DeleteMeeting /> : null}
      </div>
    </main>
  );
}
