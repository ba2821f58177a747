import "../components/field.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";

/** Text that lives on this device only, to be copied. */
export function CopyText({ text }: { text: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean>();
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <>
      <textarea className="field-input" readOnly rows={Math.min(8, text.split("\n").length + 1)} dir="auto" value={text} aria-label={t("board.rescued")} />
      <div className="row">
        <Button onPress={copy}>{t("common.copy")}</Button>
        <span role="status">{copied === undefined ? "" : copied ? t("common.copied") : t("board.copyFailed")}</span>
      </div>
    </>
  );
}
