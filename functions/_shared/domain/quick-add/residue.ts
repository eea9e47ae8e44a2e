import { inAll } from "./languages.ts";

// Words that require another word after them: if one remains before a matched part, the phrase was only half
// understood.
const waiting = [
  "on|the|of|at|every!?|each|other|by|until|till|from|next|this|last|due|starting|for|to|an?|and|or|before|after|since",
  "between|around|about|past|quarter|half|first|second|third|fourth|not|except|is|are|was|be|in the|in",
  "am|um|an|im|ab|bis|von|vom|vor|nach|seit|jede[nrsm]?|alle|nächste[nrsm]?|letzte[nrsm]?|kommende[nrsm]?|diese[nrsm]?",
  "de[rnms]|die|gegen|für|zum|zur|zu|und|oder|halb|viertel|dreiviertel|kurz|ist|guten?|außer",
  "im monat|des monats|zweite[nrsm]?|erste[nrsm]?|dritte[nrsm]?|vierte[nrsm]?|\\d+(?:st|nd|rd|th|\\.)|@|[-–/&+]",
].join("|");
const before = new RegExp(`(?:^|[\\s\\0])(?:${waiting})\\s+$`, "iu");
// "Check in tomorrow", "do this today": before the name of a day these words end a phrase of their own.
const closed = /(?:^|\s)(?:in|this)\s+$/i;
const nameOfDay = new RegExp(`^(?:${inAll((w) => `${w.today}|${w.tomorrow}`)})`, "iu");

const days = inAll((w) => [...w.weekdays, w.today, w.tomorrow, ...w.months].join("|"));
const parts = inAll((w) => Object.values(w.parts).join("|"));
const next = `(?:\\d|\\0|(?:${days})(?!\\p{L}))`;
const after = new RegExp(
  [
    "^\\s+(?:of|ago|o'clock|uhr|pm|p\\.m|a\\.m|am(?=\\s*$)|except|außer|but not|from now|nacht|nachts)(?![\\p{L}\\p{N}])",
    "^\\s+(?:im monat|des monats|jede[ns] monats?|(?:in|of) (?:the|each|every) month)(?!\\p{L})",
    `^\\s+(?:${parts})(?!\\p{L})`,
    `^\\s*(?:to|till|until|bis|[-–]|and|or|und|oder|&|\\+)\\s*${next}`,
    `^(?:\\s+(?:${waiting}))+\\s*(?:$|\\0)`,
  ].join("|"),
  "iu",
);

/**
 * Whether the text around a part belongs to its phrase and was not understood; its own place and others are blanked by
 * NUL.
 */
export function isHalf(text: string, masked: string, start: number, end: number): boolean {
  const left = masked.slice(0, start);
  const right = masked.slice(end);
  // "today's", "friday/saturday", "9:00-10:00", "(tomorrow)": part of something longer.
  if (/[^\s\0,;!?]$/u.test(left) || !/^(?:$|[\s\0]|[,.;:!?]+(?:[\s\0]|$))/u.test(right)) return true;
  if (after.test(right)) return true;
  return before.test(left) && !(closed.test(left) && nameOfDay.test(text.slice(start, end)));
}
