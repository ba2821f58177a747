import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";
import { CopyText } from "./CopyText.tsx";

/** The server will never take what is in this document: its text is offered, and a fresh start. */
export function Refused({ text, closed = false, onAgain }: { text: string; /** Its section was closed meanwhile. */ closed?: boolean; onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="board board-refused" role="region" aria-label={t("board.label")}>
      <h3>{t(closed ? "board.sections.lateTitle" : "board.badUpdateTitle")}</h3>
      <p>{t(closed ? "board.sections.late" : "board.badUpdate")}</p>
      {text === "" ? null : <CopyText text={text} />}
      <div>
        <Button kind="main" large onPress={onAgain}>
          {t("board.openAgain")}
        </Button>
      </div>
    </div>
  );
}
