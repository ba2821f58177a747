/** Finds without minding case and accents: "lopez" finds "López". */
export function matches(query: string, texts: readonly (string | null | undefined)[]): boolean {
  const wanted = plain(query).split(/\s+/u).filter(Boolean);
  if (wanted.length === 0) return true;
  const whole = plain(texts.filter((text) => text != null).join(" "));
  return wanted.every((word) => whole.includes(word));
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
