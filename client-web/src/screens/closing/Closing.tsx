import "../facilitator/controls.css";
import "./closing.css";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { Button } from "../../components/Button.tsx";
import { useMe, useServerNow, useView } from "../../meeting/context.tsx";
import { PollSlot } from "../../polls/PollSlot.tsx";
import { RecordDownloads } from "../links/RecordDownloads.tsx";
import { ExitTicket } from "./ExitTicket.tsx";
import { Commitments } from "./Commitments.tsx";
import { RoomNotes } from "./RoomNotes.tsx";
import { useOwnRecord } from "./useOwnRecord.ts";

/** Nothing of it runs by the second. */
const LOOK_MS = 30_000;

/** Whether the meeting still takes what is asked here: while it goes on, and seven days after its end. */
export function useStillOpen(): { open: boolean; until: number | null } {
  const { closing } = useView();
  const now = useServerNow(closing.closes_at === null ? undefined : LOOK_MS);
  return { open: closing.closes_at === null || now < closing.closes_at, until: closing.closes_at };
}

/** What one takes on, the notes of one's rooms, what to keep. The same in the meeting and after it. */
export function ClosingParts() {
  const me = useMe();
  const own = useOwnRecord();
  const { open } = useStillOpen();
  if (!me) return null;
  return (
    <>
      <ExitTicket mayAnswer={open && me.role !== "observer"} />
      <Commitments record={own.kind === "ready" ? own.record : undefined} mayWrite={open && me.role !== "observer"} />
      <RoomNotes own={own} onLoad={own.load} person={me.id} />
      <RecordDownloads />
    </>
  );
}

/** In the meeting, when a facilitator has opened it: in the place of the main room. */
export default function ClosingPage({ onSeeRoom }: { onSeeRoom: () => void }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const me = useMe();
  const title = t("closing.title");
  useEffect(() => {
    announcer.announce("move", t("closing.spoken"));
    heading.current?.focus();
  }, [t]);
  return (
    <main className="page stack meeting-scroll closing">
      <div className="stack-tight">
        <h2 ref={heading} tabIndex={-1} className="closing-title">
          {title}
        </h2>
        <p>{t("closing.intro")}</p>
      </div>
      {me ? <PollSlot me={me} /> : null}
      <ClosingParts />
      <div>
        <Button large onPress={onSeeRoom}>
          {t("closing.seeRoom")}
        </Button>
      </div>
    </main>
  );
}
