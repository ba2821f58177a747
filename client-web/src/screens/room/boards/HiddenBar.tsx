import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../components/Button.tsx";
import { Confirm } from "../../../components/Dialog.tsx";
import type { BoardView } from "../../../generated/protocol.ts";
import { useSend } from "../../../meeting/context.tsx";

export interface HiddenBarProps {
  board: BoardView;
  /** The reader's own page is shown, not the board. */
  onPage: boolean;
  hasPage: boolean;
  mayReveal: boolean;
  onLook: (atBoard: boolean) => void;
}

/** Above a board that is hidden: what of it one sees, and the way to the rest of it. */
export function HiddenBar({ board, onPage, hasPage, mayReveal, onLook }: HiddenBarProps) {
  const { t } = useTranslation();
  const send = useSend();
  const [asking, setAsking] = useState(false);
  return (
    <div className="hidden-bar" role="group" aria-label={t("board.hidden.label")}>
      <strong>{onPage ? t("board.hidden.mine") : t("board.hidden.board")}</strong>
      <span className="soft">{t("board.hidden.writing", { count: board.writing })}</span>
      {hasPage ? <Button onPress={() => onLook(onPage)}>{onPage ? t("board.hidden.look") : t("board.hidden.back")}</Button> : null}
      {mayReveal ? <Button onPress={() => setAsking(true)}>{t("board.hidden.reveal")}</Button> : null}
      <Confirm
        title={t("board.hidden.revealTitle")}
        consequence={board.nameless ? t("board.hidden.revealNameless") : t("board.hidden.revealNamed")}
        confirm={t("board.hidden.revealNow")}
        cancel={t("common.cancel")}
        isOpen={asking}
        onConfirm={() => void send({ type: "reveal_board", board: board.id })}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
