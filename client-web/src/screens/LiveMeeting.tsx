import { Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { BoardKeeper } from "../board/keeper.ts";
import { announcer } from "../components/announcer.ts";
import { Button } from "../components/Button.tsx";
import { type KnownMeeting, rememberMeeting } from "../connection/identity.ts";
import { Connection } from "../connection/socket.ts";
import { MeetingProvider } from "../meeting/context.tsx";
import { readAlso } from "../text/language.ts";
import { lazily } from "../components/lazily.ts";
import { MeetingFrame } from "./MeetingFrame.tsx";
import { Lobby } from "./states/Lobby.tsx";
import { Loading } from "./states/Loading.tsx";
import { StatePage } from "./states/StatePage.tsx";
import { Stopped } from "./states/Stopped.tsx";

const RehearsalOver = lazily(() => import("./rehearsal/RehearsalOver.tsx"));

/** One person in a live meeting: the connection's life, and what is shown at each stage of it. */
export default function LiveMeeting({ known, onComeInAgain, onAskAgain }: { known: KnownMeeting; onComeInAgain: () => void; onAskAgain: () => void }) {
  const { t } = useTranslation();
  const [connection] = useState(() => new Connection(known.id, known.personSecret, location.origin));
  const [boards] = useState(() => new BoardKeeper());
  const [left, setLeft] = useState(false);
  const { phase, view } = useSyncExternalStore(connection.subscribe, connection.current);

  useEffect(() => {
    if (left) return undefined;
    connection.start();
    const hurry = () => document.visibilityState === "visible" && connection.hurry();
    const lose = () => connection.lose();
    window.addEventListener("online", hurry);
    window.addEventListener("offline", lose);
    document.addEventListener("visibilitychange", hurry);
    return () => {
      window.removeEventListener("online", hurry);
      window.removeEventListener("offline", lose);
      document.removeEventListener("visibilitychange", hurry);
      boards.stopAll();
      connection.stop();
    };
  }, [connection, boards, left]);

  const waiting = phase.kind === "waiting";
  useEffect(() => {
    if (!waiting) return undefined;
    announcer.announce("result", t("meeting.offlineSpoken"));
    return () => announcer.announce("result", t("meeting.backSpoken"));
  }, [waiting, t]);

  const language = view?.meeting.language;
  useEffect(() => {
    readAlso(language);
    return () => readAlso(undefined);
  }, [language]);
  // Who was recognized as somebody who was here before is that person from then on.
  const person = view?.me.person;
  useEffect(() => {
    if (person !== undefined && person !== known.person) rememberMeeting(known.id, known.kind, { person });
  }, [known.id, known.kind, known.person, person]);

  const title = view?.meeting.title;
  useEffect(() => {
    if (title !== undefined) rememberMeeting(known.id, known.kind, { title });
  }, [known.id, known.kind, title]);

  // Kept, so that who was turned away is told so after a reload too.
  const inLobby = view ? view.people[view.me.person]?.waiting : undefined;
  useEffect(() => {
    if (inLobby !== undefined) rememberMeeting(known.id, known.kind, { inLobby });
  }, [known.id, known.kind, inLobby]);

  if (left) {
    const comeBack = (
      <Button kind="main" large onPress={() => setLeft(false)}>
        {t("states.comeBack")}
      </Button>
    );
    return (
      <StatePage title={t("states.leftTitle")} action={comeBack}>
        {t("states.left")}
      </StatePage>
    );
  }
  const rehearsed = view?.meeting.rehearsal_of;
  if (phase.kind === "stopped" && phase.reason === "gone" && rehearsed !== undefined) {
    return (
      <Suspense fallback={<Loading />}>
        <RehearsalOver known={known} of={rehearsed} />
      </Suspense>
    );
  }
  if (phase.kind === "stopped") return <Stopped reason={phase.reason} inLobby={inLobby ?? known.inLobby === true} onComeInAgain={onComeInAgain} onAskAgain={onAskAgain} />;
  if (!view) return <Loading words={waiting ? t("meeting.trying") : t("states.connectingTitle")} />;
  return (
    <MeetingProvider connection={connection} known={known} boards={boards}>
      {view.people[view.me.person]?.waiting === true ? <Lobby onLeave={() => setLeft(true)} /> : <MeetingFrame onLeave={() => setLeft(true)} />}
    </MeetingProvider>
  );
}
