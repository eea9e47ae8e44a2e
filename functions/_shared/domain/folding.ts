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

/** Text as it is searched: without case, marks and typographic signs. */
export const folded = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(anyLetter, (letter) => letters[letter] ?? letter);

/** Folded text in which "ue" and "ü", of which folding leaves "u", are the same; so are "ae" and "oe". */
export const withoutUmlauts = (text: string): string => text.replace(/([aou])e/g, "$1");
