import { because, type Reason } from "./reasons.ts";

/** The text of a file, with a remark if it was not in the expected encoding. */
export interface Decoded {
  text: string;
  remark?: Reason;
}

const bom: [encoding: string, bytes: number[]][] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

// Programs declare these encodings without checking; valid UTF-8 is hardly ever a text in one of them.
const oneByte = /^(?:us-?ascii|ansi|latin|l\d|iso-?8859|windows-125|cp-?125|macintosh)/i;

/**
 * The text of a file: by its byte order mark, else in its declared encoding, else in UTF-8. In a text that
 * fits none of these, only the bytes that are not UTF-8 are read as windows-1252.
 */
export function decoded(bytes: Buffer, charset?: string): Decoded {
  const marked = bom.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte))?.[0] ?? unmarked(bytes);
  const first = charset && oneByte.test(charset) ? "utf-8" : undefined;
  const said = charset && /^utf-?16/i.test(charset) && !bytes.includes(0) ? undefined : charset;
  for (const encoding of [marked, first, said, "utf-8"]) {
    const text = encoding === undefined ? undefined : strictly(bytes, encoding);
    if (text !== undefined) return { text };
  }
  return { text: mixed(bytes), remark: because("read-as-windows", charset ?? "utf-8") };
}

// UTF-16 without its mark: every second byte of its first letters is zero.
function unmarked(bytes: Buffer): string | undefined {
  const [first, second, third, fourth] = bytes;
  if (first && second === 0 && third && fourth === 0) return "utf-16le";
  return first === 0 && second && third === 0 && fourth ? "utf-16be" : undefined;
}

// Undefined for bytes that are not in this encoding, and for an unknown encoding.
function strictly(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A character of several bytes in UTF-8, or a byte that is none; a letter stands for each byte. */
const beyondAscii =
  /[\xc2-\xdf][\x80-\xbf]|(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2}|[\x80-\xff]/g;
const windows = new TextDecoder("windows-1252");

function mixed(bytes: Buffer): string {
  return bytes
    .toString("latin1")
    .replace(beyondAscii, (found) =>
      found.length > 1
        ? Buffer.from(found, "latin1").toString("utf8")
        : windows.decode(Buffer.from(found, "latin1")),
    );
}

const [space, tab, lf, cr] = [0x20, 0x09, 0x0a, 0x0d];

/**
 * Moves folds of a calendar's lines (RFC 5545, 3.1) that lie between the bytes of one character behind it, so that the
 * character is whole and every line keeps its number.
 */
export function withWholeCharacters(given: Buffer): Buffer {
  const bytes = Buffer.from(given);
  for (let at = 1; at < bytes.length; at++) {
    if (bytes[at] !== space && bytes[at] !== tab) continue;
    const fold = bytes[at - 1] === lf && bytes[at - 2] === cr ? 2 : isBreak(bytes[at - 1]) ? 1 : 0;
    let end = at + 1;
    while (isContinuation(bytes[end]) && end - at <= 3) end++;
    if (fold === 0 || end === at + 1) continue;
    const folded = Buffer.from(bytes.subarray(at - fold, at + 1));
    bytes.copyWithin(at - fold, at + 1, end);
    folded.copy(bytes, end - folded.length);
  }
  return bytes;
}

const isBreak = (byte: number | undefined): boolean => byte === lf || byte === cr;
const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
