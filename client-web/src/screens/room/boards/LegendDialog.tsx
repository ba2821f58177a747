import { useState } from "react";
import { useTranslation } from "react-i18next";
import { COLORS } from "../../../board/colors.ts";
import { NAME_MAX } from "../../../board/template_file.ts";
import { FormDialog } from "../../../components/FormDialog.tsx";
import { TextField } from "../../../components/TextField.tsx";
import type { BoardView } from "../../../generated/protocol.ts";
import { Refused, useAttempt } from "../../facilitator/useAttempt.tsx";

/** What each colour of a board's notes stands for. */
export function LegendDialog({ board, onClose }: { board: BoardView; onClose: () => void }) {
  const { t } = useTranslation();
  const { attempt, problem } = useAttempt();
  const [legend, setLegend] = useState<{ readonly [color: string]: string }>(board.legend);
  const save = async () => {
    if (await attempt({ type: "set_board_legend", board: board.id, legend })) onClose();
  };
  return (
    <FormDialog title={t("board.legend.title")} onSubmit={save} onClose={onClose}>
      <p className="soft small">{t("board.legend.hint")}</p>
      {COLORS.map((color, index) => (
        <TextField
          key={color}
          label={t(`board.colors.${color}`)}
          value={legend[color] ?? ""}
          onChange={(meaning) => setLegend({ ...legend, [color]: meaning })}
          maxLength={NAME_MAX}
          autoFocus={index === 0}
        />
      ))}
      <Refused words={problem} />
    </FormDialog>
  );
}
