import "./record.css";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Button } from "../../components/Button.tsx";
import { api } from "../../connection/http.ts";
import { fragmentOf, type KnownMeeting, knownMeeting, parseFragment } from "../../connection/identity.ts";
import type { MeetingId, MeetingRecord } from "../../generated/protocol.ts";
import { knownZone, OWN_ZONE, zoneName } from "../../schedule/when.ts";
import { faultText } from "../../text/fault.ts";
import { Loading } from "../states/Loading.tsx";
import { StatePage } from "../states/StatePage.tsx";
import { AgendaRecord } from "./AgendaRecord.tsx";
import { Attendance } from "./Attendance.tsx";
import { TicketRecord } from "./TicketRecord.tsx";
import { CommitmentsRecord } from "./CommitmentsRecord.tsx";
import { ChatRecord } from "./ChatRecord.tsx";
import { hasContent } from "./read.ts";
import { RoomRecord } from "./RoomRecord.tsx";

type State = { kind: "loading" } | { kind: "ready"; record: MeetingRecord } | { kind: "failed"; error: unknown };

/** `/m/{meeting}/record`: the record as one document, to read and to print. */
export default function RecordPage({ params }: { params: { meeting: string } }) {
  const { t } = useTranslation();
  const [known] = useState(() => identityFor(params.meeting));
  const [state, setState] = useState<State>({ kind: "loading" });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!known) return undefined;
    let shown = true;
    const load = async () => {
      try {
        const blob = await api.record(known.id, "json", known.personSecret);
        const record = JSON.parse(await blob.text()) as MeetingRecord;
        if (shown) setState({ kind: "ready", record });
      } catch (error) {
        if (shown) setState({ kind: "failed", error });
      }
    };
    void load();
    return () => {
      shown = false;
    };
  }, [known, attempt]);

  if (!known) return <StatePage title={t("record.wrongTitle")}>{t("record.wrong")}</StatePage>;
  switch (state.kind) {
    case "loading":
      return <Loading />;
    case "failed":
      return (
        <StatePage
          title={t("record.wrongTitle")}
          action={
            <Button kind="main" large onPress={() => setAttempt(attempt + 1)}>
              {t("common.tryAgain")}
            </Button>
          }
        >
          {faultText(t, state.error)}
        </StatePage>
      );
    case "ready":
      return <Document record={state.record} known={known} />;
  }
}

/** The facilitator's own identity where there is one: theirs is the wider record. */
function identityFor(meeting: MeetingId): KnownMeeting | undefined {
  const link = parseFragment(location.hash);
  const found = link ? knownMeeting(meeting, link.kind) : (knownMeeting(meeting, "facilitator") ?? knownMeeting(meeting, "join"));
  return found?.joined ? found : undefined;
}

function Document({ record, known }: { record: MeetingRecord; known: KnownMeeting }) {
  const { t, i18n } = useTranslation();
  const { meeting } = record;
  const rooms = record.rooms.filter(hasContent);
  const zone = knownZone(meeting.time_zone ?? OWN_ZONE);
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: "full", timeZone: zone });
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short", timeZone: zone });
  const made = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short", timeZone: zone });
  useEffect(() => {
    document.title = `${meeting.title} · ${t("record.heading")}`;
  }, [meeting.title, t]);
  const from = new Date(meeting.created_at);
  return (
    <main className="record">
      <nav className="record-bar" aria-label={t("record.heading")}>
        <Link href={`/m/${meeting.id}${fragmentOf({ kind: known.kind, secret: undefined })}`}>{t("record.toMeeting")}</Link>
        <Button kind="main" onPress={() => window.print()}>
          {t("record.print")}
        </Button>
      </nav>
      <header className="record-head">
        <p className="record-kind">{t("record.heading")}</p>
        <h1>
          <bdi>{meeting.title}</bdi>
        </h1>
        <p>
          {day.format(from)}, {time.format(from)} – {meeting.ended_at === null ? t("record.running") : time.format(new Date(meeting.ended_at))} ({zoneName(zone, i18n.language)})
        </p>
        <p className="soft small">
          {record.made_for === null ? t("record.forFacilitators") : t("record.forPerson", { name: record.made_for.name || t("record.erased") })} · {t("record.madeAt", { time: made.format(new Date(meeting.made_at)) })}
        </p>
      </header>
      <Attendance people={record.people} zone={zone} />
      <AgendaRecord parts={record.agenda} zone={zone} />
      <ChatRecord messages={record.chat_to_all} heading={t("talk.allChat")} zone={zone} />
      {rooms.length === 0 && record.commitments.length === 0 ? <p className="soft">{t("record.empty")}</p> : null}
      {rooms.map((room) => (
        <RoomRecord key={room.id} room={room} people={record.people} zone={zone} />
      ))}
      <TicketRecord record={record} />
      <CommitmentsRecord record={record} />
    </main>
  );
}
