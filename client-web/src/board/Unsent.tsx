import { useEffect, useId, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../components/announcer.ts";
import { Button } from "../components/Button.tsx";
import { CopyText } from "./CopyText.tsx";
import { unsentOnDevice } from "./device.ts";
import type { BoardKeeper } from "./keeper.ts";
import { isHopeless, statusOf } from "./saving.ts";
import { type BoardSession, unsentText } from "./session.ts";
import { openSession, useBoardState, useStatusTold } from "./use_session.ts";

export interface UnsentProps {
  boards: BoardKeeper;
  me: { id: string; name: string };
  ticketOf: (board: string) => Promise<string>;
  /** A room's name. */
  nameOf: (room: string) => string;
}

/**
 * Writing on boards that are not shown any more: it is sent where the server still takes it, and offered to copy where not.
 * Somebody who was brought back while their network was away would otherwise never learn that their notes did not arrive.
 */
export default function Unsent({ boards, me, ticketOf, nameOf }: UnsentProps) {
  const left = useSyncExternalStore(boards.subscribe, boards.left);
  const [closed, setClosed] = useState<readonly BoardSession[]>([]);
  useEffect(() => {
    let gone = false;
    void unsentOnDevice(me.id).then((found) => {
      if (gone) return;
      for (const { board, place } of found) boards.adopt(board, () => openSession({ board, me, place, ticket: () => ticketOf(board) }));
    });
    return () => {
      gone = true;
    };
  }, [boards, me, ticketOf]);
  return left
    .filter(({ session }) => !closed.includes(session))
    .map(({ board, session }) => <OneUnsent key={board} session={session} nameOf={nameOf} onClose={() => setClosed([...closed, session])} />);
}

function OneUnsent({ session, nameOf, onClose }: { session: BoardSession; nameOf: (room: string) => string; onClose: () => void }) {
  const { t } = useTranslation();
  const heading = useId();
  const state = useBoardState(session);
  useStatusTold(session, statusOf(state.saving, true));
  const text = isHopeless(state.saving) ? unsentText(state) : "";
  const room = session.place();
  const title = room === undefined ? t("board.unsentTitle") : t("board.unsentTitleIn", { room: nameOf(room) });
  const told = text !== "";
  useEffect(() => {
    if (told) announcer.announce("message", title);
  }, [told, title]);
  if (!told) return null;
  return (
    <section className="card stack-tight" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <p>{t(state.keptHere ? "board.unsentKept" : "board.unsentOpen")}</p>
      <CopyText text={text} />
      <div>
        <Button kind="quiet" onPress={onClose}>
          {t("common.close")}
        </Button>
      </div>
    </section>
  );
}
