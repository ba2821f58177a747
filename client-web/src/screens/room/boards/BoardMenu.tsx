import { useState } from "react";
import { useTranslation } from "react-i18next";
import { writeTemplate } from "../../../board/template_file.ts";
import { Menu, MenuItem, MenuSection } from "../../../components/Menu.tsx";
import { fileName, saveFile } from "../../../components/save_file.ts";
import { toastStore } from "../../../components/toast_store.ts";
import type { BoardView } from "../../../generated/protocol.ts";
import { useSend, useView } from "../../../meeting/context.tsx";
import { AddBoard, EditBoard } from "./BoardDialog.tsx";
import { useBoardName } from "./BoardTabs.tsx";
import { boardsOf, choose, chooseNamed } from "./chosen.ts";
import { LegendDialog } from "./LegendDialog.tsx";
import { VoteDialog } from "./VoteDialog.tsx";

/** What facilitators of the room do with its boards. */
export default function BoardMenu({ board }: { board: BoardView }) {
  const { t } = useTranslation();
  const view = useView();
  const send = useSend();
  const nameOf = useBoardName();
  const [open, setOpen] = useState<"add" | "edit" | "vote" | "legend">();
  const { away } = boardsOf(view, board.room);
  const voting = board.vote?.closed_at === null;
  const close = () => setOpen(undefined);
  const putAway = async () => {
    const done = await send({ type: "put_away_board", board: board.id, away: true });
    if (!done.ok) return;
    const undo = () => void takeBack(board);
    toastStore.show(t("board.many.putAwayDone", { name: nameOf(board) }), { text: t("board.undo"), run: undo });
  };
  const takeBack = async (one: BoardView) => {
    const done = await send({ type: "put_away_board", board: one.id, away: false });
    if (done.ok) choose(one.room, one.id);
  };
  const save = () => {
    const text = writeTemplate({ name: nameOf(board), sections: board.sections.map((section) => section.name) });
    saveFile(new Blob([text], { type: "application/json" }), `${fileName(nameOf(board))}.board.json`);
  };
  return (
    <>
      <Menu kind="quiet" trigger={t("board.many.menu")}>
        <MenuSection heading={t("board.many.this")}>
          <MenuItem onAction={() => setOpen("edit")}>{t("board.many.edit")}</MenuItem>
          <MenuItem isDisabled={voting} onAction={() => setOpen("vote")}>
            {t("board.vote.openItem")}
          </MenuItem>
          <MenuItem onAction={() => setOpen("legend")}>{t("board.legend.item")}</MenuItem>
          <MenuItem isDisabled={board.hidden} onAction={() => void send({ type: "hide_board", board: board.id })}>
            {t("board.hidden.hide")}
          </MenuItem>
          <MenuItem isDisabled={board.sections.length === 0} onAction={save}>
            {t("board.many.saveFile")}
          </MenuItem>
          <MenuItem isDisabled={board.place === 0} onAction={() => void putAway()}>
            {t("board.many.putAway")}
          </MenuItem>
        </MenuSection>
        <MenuSection heading={t("board.many.all")}>
          <MenuItem onAction={() => setOpen("add")}>{t("board.many.addItem")}</MenuItem>
          {away.map((one) => (
            <MenuItem key={one.id} onAction={() => void takeBack(one)}>
              {t("board.many.takeBack", { name: nameOf(one) })}
            </MenuItem>
          ))}
        </MenuSection>
      </Menu>
      {open === "add" ? (
        <AddBoard
          room={board.room}
          onClose={(name) => {
            close();
            // Whoever adds a board wants to see it.
            if (name !== undefined) chooseNamed(board.room, name);
          }}
        />
      ) : null}
      {open === "edit" ? <EditBoard board={board} onClose={close} /> : null}
      {open === "legend" ? <LegendDialog board={board} onClose={close} /> : null}
      {open === "vote" ? <VoteDialog board={board} onClose={close} /> : null}
    </>
  );
}
