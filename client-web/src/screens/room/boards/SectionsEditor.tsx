import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { NAME_MAX, SECTIONS_MAX, type Texts } from "../../../board/template_file.ts";
import { Button } from "../../../components/Button.tsx";
import { TextField } from "../../../components/TextField.tsx";
import { type Draft, moved, renamed, without } from "./drafts.ts";

/** The sections of a board as a list of names. */
export function SectionsEditor({ drafts, onChange, language, make }: { drafts: readonly Draft[]; onChange: (drafts: readonly Draft[]) => void; language: string; make: (name: Texts) => Draft }) {
  const { t } = useTranslation();
  const rows = useRef<HTMLOListElement>(null);
  const added = useRef(false);
  useEffect(() => {
    if (!added.current) return;
    added.current = false;
    rows.current?.querySelector<HTMLInputElement>("li:last-child input")?.focus();
  }, [drafts]);
  return (
    <fieldset className="sections-editor">
      <legend className="field-label">{t("board.many.sections")}</legend>
      {drafts.length === 0 ? <p className="soft small">{t("board.many.noSections")}</p> : null}
      <ol ref={rows} className="sections-editor-rows">
        {drafts.map((draft, index) => (
          <li key={draft.key} className="sections-editor-row">
            <TextField
              label={t("board.many.section", { number: index + 1 })}
              value={draft.shown}
              onChange={(shown) => onChange(renamed(drafts, draft, shown, language))}
              maxLength={NAME_MAX}
            />
            <Button kind="quiet" aria-label={t("board.many.sectionUp", { number: index + 1 })} isDisabled={index === 0} onPress={() => onChange(moved(drafts, index))}>
              <span aria-hidden="true">↑</span>
            </Button>
            <Button kind="quiet" aria-label={t("board.many.sectionGone", { number: index + 1 })} onPress={() => onChange(without(drafts, draft))}>
              <span aria-hidden="true">✕</span>
            </Button>
          </li>
        ))}
      </ol>
      <div>
        <Button
          isDisabled={drafts.length >= SECTIONS_MAX}
          onPress={() => {
            added.current = true;
            onChange([...drafts, make({ en: "" })]);
          }}
        >
          {t("board.many.addSection")}
        </Button>
      </div>
    </fieldset>
  );
}
