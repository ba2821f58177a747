import "../components/field.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";

/** The server will never take what is in this document: its text is offered, and a fresh start. */
export function Refused({ text, onAgain }: { text: string; onAgain: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean>();
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div className="board board-refused" role="region" aria-label={t("board.label")}>
      <h3>{t("board.badUpdateTitle")}</h3>
      <p>{t("board.badUpdate")}</p>
      {text === "" ? null : (
        <>
          <textarea className="field-input" readOnly rows={8} dir="auto" value={text} aria-label={t("board.rescued")} />
          <div className="row">
            <Button onPress={copy}>{t("common.copy")}</Button>
            <span role="status">{copied === undefined ? "" : copied ? t("common.copied") : t("board.copyFailed")}</span>
          </div>
        </>
      )}
      <div>
        <Button kind="main" large onPress={onAgain}>
          {t("board.openAgain")}
        </Button>
      </div>
    </div>
  );
}
