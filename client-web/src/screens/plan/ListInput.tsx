import { FileTrigger } from "react-aria-components/FileTrigger";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Select } from "../../components/Select.tsx";
import { TextField } from "../../components/TextField.tsx";
import { decode, FILE_BYTES_MAX, OTHER_ENCODINGS, type OtherEncoding } from "../../lists/decode.ts";

export interface GivenList {
  text: string;
  /** A file and its bytes, to be read again with other letters. */
  file?: { name: string; bytes: Uint8Array };
  guessed?: OtherEncoding | undefined;
  fault?: "no_text" | "too_big";
}

export const NOTHING: GivenList = { text: "" };

export interface ListInputProps {
  label: string;
  hint: string;
  given: GivenList;
  onChange: (given: GivenList) => void;
}

/** A table from a file or pasted; asks which letters a file has where it does not say so itself. */
export function ListInput({ label, hint, given, onChange }: ListInputProps) {
  const { t } = useTranslation();
  const read = (file: { name: string; bytes: Uint8Array }, chosen?: OtherEncoding) => {
    const decoded = decode(file.bytes, chosen);
    onChange(decoded ? { text: decoded.text, file, guessed: decoded.guessed } : { text: "", file, fault: "no_text" });
  };
  const open = async (files: FileList | null) => {
    const file = files?.[0];
    if (!file) return;
    if (file.size > FILE_BYTES_MAX) onChange({ text: "", file: { name: file.name, bytes: new Uint8Array() }, fault: "too_big" });
    else read({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  };
  const { file, guessed } = given;
  return (
    <div className="stack-tight">
      <TextField label={label} hint={hint} error={given.fault === undefined ? undefined : t(`expected.file.${given.fault}`, { name: file?.name ?? "" })} value={given.text} onChange={(text) => onChange({ text })} lines={4} spellCheck="false" />
      <div className="row">
        <FileTrigger acceptedFileTypes={[".csv", ".tsv", ".txt", "text/csv", "text/plain", "text/tab-separated-values"]} onSelect={(files) => void open(files)}>
          <Button>{t("expected.file.choose")}</Button>
        </FileTrigger>
        {file && given.fault === undefined ? <span className="soft small">{t("expected.file.from", { name: file.name })}</span> : null}
      </div>
      {file && guessed !== undefined ? (
        <div className="notice stack-tight">
          <p>{t("expected.file.guessed")}</p>
          <Select label={t("expected.file.encoding")} value={guessed} options={OTHER_ENCODINGS.map((value) => ({ value, text: t(`expected.encoding.${value}`) }))} onChange={(chosen) => read(file, chosen)} />
        </div>
      ) : null}
    </div>
  );
}
