import { inAll } from "./languages.ts";
import { all, word } from "./match.ts";
import type { QuickWords } from "./words.ts";

/** A range of the text. */
interface Place {
  start: number;
  end: number;
}

// Words that require another word after them: if one remains before a matched part, the phrase was only half
// understood.
const waiting = [
  "on|the|of|at|every!?|each|other|by|until|till|from|next|this|last|following|previous|past|due|starting|for|to|an?|and|or|before|after|since",
  "between|around|about|past|quarter|half|first|second|third|fourth|not|except|is|are|was|be|in the|in",
  "am|um|an|im|ab|bis|von|vom|vor|nach|seit|jede[nrsm]?|alle|(?:über)?nächste[nrsm]?|letzte[nrsm]?|vorige[nrsm]?|vergangene[nrsm]?|kommende[nrsm]?|diese[nrsm]?",
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
    "^\\s+week(?=\\s*(?:$|\\0))|^\\s+(?:this week|diese[rn]? woche)",
    "^,?\\s+(?:until|till|bis|starting|ending|ab|through)(?!\\p{L})",
    `^\\s+in\\s+\\S+(?:\\s+\\S+)?\\s+(?:${inAll((w) => Object.values(w.units).join("|"))})(?!\\p{L})`,
    `^(?:\\s+(?:${waiting}))+\\s*(?:$|\\0)`,
  ].join("|"),
  "iu",
);

// "Sa., 5 pm", "fri and": an abbreviation beside a part; those that are words too only with a capital.
const short = inAll((w) => w.shortWeekdays.join("|"));
const asWords = inAll((w) => w.shortWeekdaysAsWords);
const shortBefore = new RegExp(`(?:^|[\\s\\0(])(${short})[.,]*\\s+$`, "iu");
const shortAfter = new RegExp(`^[.,]?\\s+(${short})(?=[\\s.,;\\0]|$)`, "iu");

// "Gym wed fri" is on two days, though "wed" alone may be a word.
const wordBefore = /(?:^|[\s\0(])(?:sat|sun|wed)[.,]*\s+$/i;
const beginsWithDay = new RegExp(`^(?:${short})(?!\\p{L})`, "iu");

/** Whether an abbreviation before or behind a part is a day. */
function isShortDay(found: RegExpExecArray | null): boolean {
  const [, name = ""] = found ?? [];
  if (!new RegExp(`^(?:${asWords})$`, "iu").test(name)) return name !== "";
  return /^\p{Lu}/u.test(name) && found?.index !== 0;
}

const units = inAll((w) => Object.values(w.units).join("|"));
const counted = new RegExp(`(?:^|[^\\p{L}])(?:${units})\\s+$`, "iu");
const startsFrom = new RegExp(`^(?:${inAll((w) => w.after)})\\s`, "iu");

/**
 * Whether the text around a part belongs to its phrase and was not understood; `masked` has its own place and others
 * blanked by NUL. Tags and priorities are no phrases.
 */
export function isHalf(
  text: string,
  masked: string,
  { kind, start, end }: { kind: string; start: number; end: number },
): boolean {
  if (kind === "tag" || kind === "priority") return false;
  const left = masked.slice(0, start);
  const right = masked.slice(end);
  // "today's", "friday/saturday", "9:00-10:00", "(tomorrow)": part of something longer.
  if (/[^\s\0,;!?]$/u.test(left) || !/^(?:$|[\s\0]|[,.;:!?]+(?:[\s\0]|$))/u.test(right)) return true;
  if (after.test(right)) return true;
  const part = text.slice(start, end);
  if (before.test(left) && !(closed.test(left) && nameOfDay.test(part))) return true;
  if (isShortDay(shortBefore.exec(left)) || isShortDay(shortAfter.exec(right))) return true;
  if (wordBefore.test(left) && beginsWithDay.test(part)) return true;
  return startsFrom.test(part) && counted.test(left);
}

/** Whether a place is part of a longer word: "today's", "tomorrow.example". */
export function isGlued(text: string, start: number, end: number): boolean {
  return /[@_.'’\p{L}]$/u.test(text.slice(0, start)) || /^(?:['’]|[.@_]\p{L})/u.test(text.slice(end));
}

/** What says when, though no day or time is read from it: a date that does not exist, "gestern", "in 1.5 weeks". */
export function oddIn(text: string, words: QuickWords): Place[] {
  const { every, on, through, workday, weekdays, shortWeekdays, repeatingWeekdays, months } = words;
  const unit = Object.values({ ...words.timeUnits, ...words.units }).join("|");
  const day = [...weekdays, ...shortWeekdays, workday, unit, "weekend|wochenende|fortnight|quarter|quartal"];
  const month = months.join("|");
  const sources = [
    "\\d{1,2}\\.\\d{1,2}\\.(?:\\d\\d){0,2}(?= |$)|\\d{1,2}/\\d{1,2}/\\d{2,4}|\\d{4}-\\d\\d?-\\d\\d?",
    "\\d{1,2}:\\d\\d|\\d{1,2} ?(?:pm|p\\.m|a\\.m|uhr)|\\d{1,2}[.:]\\d\\d ?am",
    "(?:yesterday|vorgestern|gestern)(?!['’])",
    repeatingWeekdays.join("|"),
    `in (?:\\S+ ){1,3}(?:${unit}|fortnights?)`,
    `(?:${on}|${through}) (?:(?:the|dem|den|der) )?\\d{1,2}(?:st|nd|rd|th|\\.(?= |$))`,
    `(?:in|im|mid|early|late|end of|mitte|ende|anfang) (?:${month})`,
    `(?:${month}) \\d{1,2}|\\d{1,2}\\.? (?:${month})`,
    `(?:${every})!? (?:\\S+ ){0,2}(?:${day.join("|")})`,
    `(?:next|last|nächste[nrsm]?|letzte[nrsm]?|übernächste[nrsm]?) (?:${day.join("|")})`,
    words.midnight,
  ];
  return all(text, word(sources.join("|")), () => true);
}
