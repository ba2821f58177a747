/** Of a locale file, what the pages say: the rest, under `files`, are words of the files that the server writes. Pure; the build calls it. */
export type Words = { [key: string]: string | Words };

export function wordsOfPages(localeFile: string): Words {
  const { files: _, ...pages } = JSON.parse(localeFile) as Words;
  return pages;
}
