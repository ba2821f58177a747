import { useTranslation } from "react-i18next";
import type { Status } from "./saving.ts";
import { useStatusWords } from "./words.ts";

/** In words, always at the same place. Not a live region: what matters to everybody is said by the page's own. */
export function StatusLine({ status, keptHere, reason }: { status: Status; keptHere: boolean; reason: string | undefined }) {
  const { t } = useTranslation();
  const words = useStatusWords();
  const unsaved = status.kind === "readOnly" || status.kind === "offline" ? status.unsaved : 0;
  return (
    <p className="board-status" data-kind={status.kind}>
      <span className="board-status-mark" aria-hidden="true" />
      <span>
        {status.kind === "readOnly" ? <strong>{t("board.readOnlyLabel")} </strong> : null}
        {words(status, keptHere, reason)}
        {unsaved > 0 ? ` ${t("board.unsent", { count: unsaved })}` : null}
      </span>
    </p>
  );
}
