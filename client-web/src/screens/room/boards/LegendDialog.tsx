import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { useTranslation } from "react-i18next";
import { COLORS } from "../../../board/colors.ts";
import { NAME_MAX } from "../../../board/template_file.ts";
import { Button } from "../../../components/Button.tsx";
import { Dialog } from "../../../components/Dialog.tsx";
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
    <Dialog title={t("board.legend.title")} isOpen onClose={onClose}>
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
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
        <div className="dialog-actions">
          <Button large onPress={onClose}>
            {t("common.cancel")}
          </Button>
          <Button large kind="main" type="submit">
            {t("common.save")}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
