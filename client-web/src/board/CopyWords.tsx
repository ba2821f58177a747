import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";

/** Puts words on the clipboard, and says whether it did. */
export function CopyWords({ text, excludeFromTabOrder = false }: { text: string; excludeFromTabOrder?: boolean }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean>();
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <span className="row">
      <Button excludeFromTabOrder={excludeFromTabOrder} onPress={copy}>
        {t("common.copy")}
      </Button>
      <span role="status">{copied === undefined ? "" : copied ? t("common.copied") : t("board.copyFailed")}</span>
    </span>
  );
}
