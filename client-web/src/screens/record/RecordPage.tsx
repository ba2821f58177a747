import "./record.css";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Button } from "../../components/Button.tsx";
import { fileName, saveFile } from "../../components/save_file.ts";
import { ApiError, api } from "../../connection/http.ts";
import { fragmentOf, knownMeeting, parseFragment } from "../../connection/identity.ts";
import { keepRecordSecret, recordSecret } from "../../connection/record_link.ts";
import type { LinkKind, MeetingId, MeetingRecord } from "../../generated/protocol.ts";
import { knownZone, OWN_ZONE, zoneName } from "../../schedule/when.ts";
import { faultText } from "../../text/fault.ts";
import { Loading } from "../states/Loading.tsx";
import { StatePage } from "../states/StatePage.tsx";
import { AgendaRecord } from "./AgendaRecord.tsx";
import { Attendance, Came } from "./Attendance.tsx";
import { TicketRecord } from "./TicketRecord.tsx";
import { CommitmentsRecord } from "./CommitmentsRecord.tsx";
import { ChatRecord } from "./ChatRecord.tsx";
import { hasContent } from "./read.ts";
import { PollsRecord } from "./PollsRecord.tsx";
import { RoomRecord } from "./RoomRecord.tsx";

/** Whose record it is: one's own in a meeting, or the one that a link opens. */
interface Source {
  id: MeetingId;
  secret: string;
  /** None: the record's own link. */
  kind: LinkKind | undefined;
}

type State = { kind: "loading" } | { kind: "ready"; record: MeetingRecord } | { kind: "failed"; error: unknown };

/** `/m/{meeting}/record`: the record as one document, to read and to print. */
export default function RecordPage({ params }: { params: { meeting: string } }) {
  const { t } = useTranslation();
  const [source] = useState(() => sourceFor(params.meeting));
  const [state, setState] = useState<State>({ kind: "loading" });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!source) return undefined;
    let shown = true;
    const load = async () => {
      try {
        const blob = await api.record(source.id, "json", source.secret);
        const record = JSON.parse(await blob.text()) as MeetingRecord;
        if (shown) setState({ kind: "ready", record });
      } catch (error) {
        if (error instanceof ApiError && error.reason === "link_replaced") keepRecordSecret(source.id, undefined);
        if (shown) setState({ kind: "failed", error });
      }
    };
    void load();
    return () => {
      shown = false;
    };
  }, [source, attempt]);

  if (location.hash.startsWith("#r") && !source) return <StatePage title={t("recordLink.noneTitle")}>{t("recordLink.none")}</StatePage>;
  if (!source) return <StatePage title={t("record.wrongTitle")}>{t("record.wrong")}</StatePage>;
  switch (state.kind) {
    case "loading":
      return <Loading />;
    case "failed":
      if (source.kind === undefined && isGone(state.error)) return <StatePage title={t("recordLink.goneTitle")}>{t("recordLink.gone")}</StatePage>;
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
      return <Document record={state.record} source={source} />;
  }
}

/** The facilitator's own identity where there is one: theirs is the wider record. */
function sourceFor(meeting: MeetingId): Source | undefined {
  if (location.hash.startsWith("#r")) {
    const secret = recordSecret(meeting, location.hash);
    history.replaceState(history.state, "", `${location.pathname}#r`);
    return secret === undefined ? undefined : { id: meeting, secret, kind: undefined };
  }
  const link = parseFragment(location.hash);
  const found = link ? knownMeeting(meeting, link.kind) : (knownMeeting(meeting, "facilitator") ?? knownMeeting(meeting, "join"));
  return found?.joined ? { id: meeting, secret: found.personSecret, kind: found.kind } : undefined;
}

/** Taken back, made anew, or never there: the meeting may be deleted. */
function isGone(error: unknown): boolean {
  return error instanceof ApiError && (error.reason === "link_replaced" || error.code === "not_found" || error.code === "unauthenticated");
}

function Document({ record, source }: { record: MeetingRecord; source: Source }) {
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
  const forWhom = record.came ? t("recordLink.forWhoever") : record.made_for === null ? t("record.forFacilitators") : t("record.forPerson", { name: record.made_for.name || t("record.erased") });
  return (
    <main className="record">
      <nav className="record-bar" aria-label={t("record.heading")}>
        {source.kind === undefined ? <span /> : <Link href={`/m/${meeting.id}${fragmentOf({ kind: source.kind, secret: undefined })}`}>{t("record.toMeeting")}</Link>}
        <div className="row">
          <SaveAll source={source} title={meeting.title} />
          <Button kind="main" onPress={() => window.print()}>
            {t("record.print")}
          </Button>
        </div>
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
          {forWhom} · {t("record.madeAt", { time: made.format(new Date(meeting.made_at)) })}
        </p>
      </header>
      {record.came ? <Came came={record.came} /> : <Attendance people={record.people} zone={zone} />}
      <AgendaRecord parts={record.agenda} zone={zone} />
      <PollsRecord polls={record.polls} />
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

/** Everything in one file. */
function SaveAll({ source, title }: { source: Source; title: string }) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<string>();
  const save = async () => {
    try {
      saveFile(await api.record(source.id, "zip", source.secret), `${fileName(title)}.zip`);
      setProblem(undefined);
    } catch (error) {
      setProblem(faultText(t, error));
    }
  };
  return (
    <>
      {problem === undefined ? null : (
        <span className="field-error" role="alert">
          {problem}
        </span>
      )}
      <Button onPress={() => void save()}>{t("record.zip")}</Button>
    </>
  );
}
