import "../components/field.css";
import { useTranslation } from "react-i18next";
import { CopyWords } from "./CopyWords.tsx";

/** Text that lives on this device only, to be copied. */
export function CopyText({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <>
      <textarea className="field-input" readOnly rows={Math.min(8, text.split("\n").length + 1)} dir="auto" value={text} aria-label={t("board.rescued")} />
      <CopyWords text={text} />
    </>
  );
}
