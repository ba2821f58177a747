import "./field.css";
import "./copy-field.css";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "./announcer.ts";
import { Button } from "./Button.tsx";
import { Icon } from "./Icon.tsx";

export interface CopyFieldProps {
  label: string;
  value: string;
  /** Big, spaced letters, for what is said aloud. */
  spoken?: boolean;
  hint?: string;
}

/** Something to take along, with its button. */
export function CopyField({ label, value, spoken = false, hint }: CopyFieldProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      announcer.announce("result", t("common.copied"));
    } catch {
      input.current?.select();
      announcer.announce("result", t("common.copyFailed"));
    }
  };
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className="copy-field">
        <input ref={input} id={id} className="field-input" data-spoken={spoken || undefined} dir="ltr" readOnly value={value} onFocus={(event) => event.target.select()} />
        <Button large onPress={copy} aria-label={`${copied ? t("common.copied") : t("common.copy")}: ${label}`}>
          <Icon name={copied ? "check" : "copy"} />
          {copied ? t("common.copied") : t("common.copy")}
        </Button>
      </div>
      {hint === undefined ? null : <p className="field-hint">{hint}</p>}
    </div>
  );
}
