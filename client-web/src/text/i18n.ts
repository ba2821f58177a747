import i18next, { type Resource } from "i18next";
import { initReactI18next } from "react-i18next";
import { apart } from "./apart.ts";
import { FALLBACK, keepLanguage, loadWords, startLanguage, wordsNeeded } from "./language.ts";

/** Loads the words of the person's language, before the first paint. */
export async function startText(): Promise<void> {
  const language = startLanguage();
  i18next.on("languageChanged", (tag) => {
    markPage(tag);
  });
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: FALLBACK,
    resources: await resources(language),
    // React escapes; what is put into a sentence only must not turn its order around.
    interpolation: { escapeValue: true, escape: (value: unknown) => apart(String(value), i18next.dir()) },
    react: { useSuspense: false },
    returnNull: false,
  });
  markPage(language);
}

function markPage(tag: string): void {
  document.documentElement.lang = tag;
  document.documentElement.dir = i18next.dir(tag);
}

/** The words of a language, and the English ones where it lacks some. */
async function resources(language: string): Promise<Resource> {
  const loaded = await Promise.all(wordsNeeded(language).map(async (tag) => [tag, { translation: await loadWords(tag) }] as const));
  return Object.fromEntries(loaded);
}

/** Changes the language now and keeps the choice on this device. */
export async function changeLanguage(tag: string): Promise<void> {
  for (const needed of wordsNeeded(tag)) {
    if (!i18next.hasResourceBundle(needed, "translation")) i18next.addResourceBundle(needed, "translation", await loadWords(needed));
  }
  await i18next.changeLanguage(tag);
  keepLanguage(tag);
}
