import { useTranslation } from "react-i18next";

const collators = new Map<string, Intl.Collator>();

/** Names in the order that a reader of this language expects, numbers by their value. */
export function compareIn(language: string): (a: string, b: string) => number {
  let collator = collators.get(language);
  if (!collator) {
    collator = new Intl.Collator(language, { numeric: true });
    collators.set(language, collator);
  }
  return collator.compare;
}

export function useCompare(): (a: string, b: string) => number {
  const { i18n } = useTranslation();
  return compareIn(i18n.language);
}
