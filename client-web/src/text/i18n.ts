import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { FALLBACK, keepLanguage, loadWords, startLanguage } from "./language.ts";

/** Loads the words of the person's language, before the first paint. */
export async function startText(): Promise<void> {
  const language = startLanguage();
  i18next.on("languageChanged", (tag) => {
    document.documentElement.lang = tag;
  });
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: FALLBACK,
    resources: { [language]: { translation: await loadWords(language) } },
    interpolation: { escapeValue: false }, // React escapes.
    react: { useSuspense: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

/** Changes the language now and keeps the choice on this device. */
export async function changeLanguage(tag: string): Promise<void> {
  if (!i18next.hasResourceBundle(tag, "translation")) {
    i18next.addResourceBundle(tag, "translation", await loadWords(tag));
  }
  await i18next.changeLanguage(tag);
  keepLanguage(tag);
}
