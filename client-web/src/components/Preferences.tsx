import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeLanguage } from "../text/i18n.ts";
import { languageName, LANGUAGES, pickLanguage } from "../text/language.ts";
import { Choice } from "./Choice.tsx";
import { changeTheme, currentTheme, type Theme } from "./theme.ts";

/** The language of the pages, each under its own name. */
export function LanguageChoice({ onChange }: { onChange?: (tag: string) => void }) {
  const { t, i18n } = useTranslation();
  return (
    <Choice
      label={t("common.language")}
      value={pickLanguage([i18n.language])}
      options={LANGUAGES.map((tag) => ({ value: tag, text: languageName(tag), lang: tag }))}
      onChange={(tag) => {
        void changeLanguage(tag);
        onChange?.(tag);
      }}
    />
  );
}

export function ThemeChoice() {
  const { t } = useTranslation();
  const [theme, setTheme] = useState<Theme>(currentTheme);
  return (
    <Choice
      label={t("common.theme")}
      value={theme}
      options={[
        { value: "system", text: t("common.themeSystem") },
        { value: "light", text: t("common.themeLight") },
        { value: "dark", text: t("common.themeDark") },
      ]}
      onChange={(picked) => {
        setTheme(picked);
        changeTheme(picked);
      }}
    />
  );
}
