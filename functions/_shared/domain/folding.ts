/*
 * How text is searched, in the client and by the api: a word that is typed is found anywhere in a text, whatever case and
 * accents either is written with. The database folds stored text by the same tables (`folded` in its migrations).
 */

// Letters that are no base letter and mark, and the signs that keyboards write for each other.
const letters: Record<string, string> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  œ: "oe",
  æ: "ae",
  ı: "i",
  ħ: "h",
  ŧ: "t",
  ς: "σ",
  "’": "'",
  "‘": "'",
  "‚": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "‐": "-",
  "‑": "-",
  "–": "-",
  "—": "-",
};
const anyLetter = new RegExp(`[${Object.keys(letters).join("")}]`, "gu");

// Accents of European scripts, points of Hebrew and Arabic. In other scripts such marks are vowels.
const ranges = [
  String.raw`\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7`,
  String.raw`\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f`,
];
const marks = new RegExp(`[${ranges.join("")}]`, "g");

/** Text as it is searched: without case, marks and typographic signs. */
export const folded = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(marks, "")
    .toLowerCase()
    .replace(anyLetter, (letter) => letters[letter] ?? letter);

/** Folded text in which "ue" and "ü", of which folding leaves "u", are the same; so are "ae" and "oe". */
export const withoutUmlauts = (text: string): string => text.replace(/([aou])e/g, "$1");

/** A text in which words are looked for: folded, and once more without umlauts where that differs. */
export function searchable(text: string): string {
  const plain = folded(text);
  const other = withoutUmlauts(plain);
  return other === plain ? plain : `${plain}\n${other}`;
}

/** A word that is looked for, with and without umlauts. */
export interface SearchWord {
  word: string;
  other: string;
}

/** The words of a query, of which each has to occur. */
export const searchWords = (query: string): SearchWord[] =>
  folded(query)
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => ({ word, other: withoutUmlauts(word) }));

/** Whether a searchable text has a word: "Muell" finds "Müll", and "Müll" finds "Muell". */
export const hasWord = (text: string, { word, other }: SearchWord): boolean =>
  text.includes(word) || text.includes(other);
