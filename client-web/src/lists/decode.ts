/** A file of a spreadsheet as text: which letters its bytes mean. Pure. */

/** What spreadsheets save beside Unicode, offered where a file is none. Names as `TextDecoder` knows them. */
export const OTHER_ENCODINGS = ["windows-1252", "macintosh", "windows-1250", "windows-1254"] as const;
export type OtherEncoding = (typeof OTHER_ENCODINGS)[number];

export interface Decoded {
  text: string;
  /** None where the file says itself what it is. */
  guessed: OtherEncoding | undefined;
}

/** More than the largest meeting could have; such a file is something else. */
export const FILE_BYTES_MAX = 1_000_000;

/** `undefined`: no text at all. */
export function decode(bytes: Uint8Array, chosen?: OtherEncoding): Decoded | undefined {
  const marked = mark(bytes);
  if (marked !== undefined) return whole(bytes, marked);
  const wide = withoutMark(bytes);
  if (wide !== undefined) return whole(bytes, wide);
  const utf8 = read(bytes, "utf-8");
  if (utf8 !== undefined) return isText(utf8) ? { text: utf8, guessed: undefined } : undefined;
  const guessed = chosen ?? OTHER_ENCODINGS[0];
  const text = read(bytes, guessed);
  return text !== undefined && isText(text) ? { text, guessed } : undefined;
}

function whole(bytes: Uint8Array, encoding: string): Decoded | undefined {
  const text = read(bytes, encoding);
  return text !== undefined && isText(text) ? { text, guessed: undefined } : undefined;
}

function read(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A byte order mark says it. */
function mark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return undefined;
}

/** UTF-16 without its mark: every other byte of Latin letters is zero. */
function withoutMark(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, 2_000);
  if (sample.length < 4 || bytes.length % 2 !== 0) return undefined;
  const zeros = (parity: number) => sample.filter((byte, at) => byte === 0 && at % 2 === parity).length;
  const [even, odd] = [zeros(0), zeros(1)];
  const half = sample.length / 2;
  if (odd > half * 0.4 && even < half * 0.1) return "utf-16le";
  if (even > half * 0.4 && odd < half * 0.1) return "utf-16be";
  return undefined;
}

/** A workbook or a picture has zeros in it; a table has none. */
function isText(text: string): boolean {
  return !text.includes("\0");
}
