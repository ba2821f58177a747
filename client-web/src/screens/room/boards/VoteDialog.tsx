import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../../components/FormDialog.tsx";
import { Select } from "../../../components/Select.tsx";
import { Switch } from "../../../components/Switch.tsx";
import type { BoardView } from "../../../generated/protocol.ts";
import { Refused, useAttempt } from "../../facilitator/useAttempt.tsx";

/** What the server takes (protocol/src/limits.rs); more than ten dots are seldom meant. */
const CHOICES = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "12", "15", "20"] as const;
type Count = (typeof CHOICES)[number];

/** A vote on the notes of a board. */
export function VoteDialog({ board, onClose }: { board: BoardView; onClose: () => void }) {
  const { t } = useTranslation();
  const { attempt, problem } = useAttempt();
  const [dots, setDots] = useState<Count>("3");
  const [perNote, setPerNote] = useState<Count>("2");
  const [hidden, setHidden] = useState(false);
  const upTo = CHOICES.filter((count) => Number(count) <= Number(dots));
  const most: Count = upTo.includes(perNote) ? perNote : dots;
  const options = (counts: readonly Count[]) => counts.map((value) => ({ value, text: value }));
  const open = async () => {
    if (await attempt({ type: "open_vote", board: board.id, dots: Number(dots), per_note: Number(most), hidden })) onClose();
  };
  return (
    <FormDialog title={t("board.vote.open")} submit={t("board.vote.start")} onSubmit={open} onClose={onClose}>
      <Select label={t("board.vote.dots")} value={dots} options={options(CHOICES)} onChange={setDots} />
      <Select label={t("board.vote.perNote")} value={most} options={options(upTo)} onChange={setPerNote} />
      <Switch isSelected={hidden} onChange={setHidden}>
        {t("board.vote.hide")}
      </Switch>
      {board.vote ? <p className="soft small">{t("board.vote.again")}</p> : null}
      <Refused words={problem} />
    </FormDialog>
  );
}
