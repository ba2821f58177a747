import "./boards.css";
import { useTranslation } from "react-i18next";
import { Select } from "../../../components/Select.tsx";
import { PHONE, useMedia } from "../../../components/useMedia.ts";
import type { BoardView } from "../../../generated/protocol.ts";
import { choose } from "./chosen.ts";

/** The boards of a room, where there is more than one. */
export function BoardTabs({ shown, chosen }: { shown: readonly BoardView[]; chosen: BoardView }) {
  const { t } = useTranslation();
  const phone = useMedia(PHONE);
  const nameOf = useBoardName();
  if (shown.length < 2) return null;
  if (phone) {
    const options = shown.map((board) => ({ value: board.id, text: nameOf(board) }));
    return (
      <div className="board-select">
        <Select label={t("board.many.choose")} value={chosen.id} options={options} onChange={(board) => choose(chosen.room, board)} />
      </div>
    );
  }
  return (
    <nav className="board-tabs" aria-label={t("board.many.tabs")}>
      {shown.map((board) => (
        <button key={board.id} type="button" className="board-tab" aria-current={board.id === chosen.id ? "true" : undefined} dir="auto" onClick={() => choose(board.room, board.id)}>
          {nameOf(board)}
          {board.vote?.closed_at === null ? <span className="board-tab-vote">{t("board.many.voting")}</span> : null}
        </button>
      ))}
    </nav>
  );
}

export function useBoardName(): (board: BoardView) => string {
  const { t } = useTranslation();
  return (board) => board.name ?? (board.digest !== undefined ? t("digest.name") : board.place === 0 ? t("board.label") : t("board.many.numbered", { number: board.place + 1 }));
}
