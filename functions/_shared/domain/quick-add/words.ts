/** Start of each part of a day; the same in every language. */
export const partTimes = {
  early: "08:00",
  morning: "09:00",
  noon: "12:00",
  afternoon: "15:00",
  evening: "19:00",
  night: "20:00",
} as const;
export type Part = keyof typeof partTimes;

/** The person's place and time. */
export interface Circumstances {
  /** Local date and time. */
  today: string;
  time: string;
  zone: string;
  /** The language that takes precedence for ambiguous words. */
  words: QuickWords;
  /** Whether `5/10` is 5 October. */
  dayFirst: boolean;
}

/** The words of a language as regular expression sources; matched case-insensitively, at word boundaries. */
export interface QuickWords {
  today: string;
  tomorrow: string;
  dayAfterTomorrow: string;
  weekend: string;
  nextWeek: string;
  /** `this week`, and a week in the genitive of `Wednesday of next week`. */
  thisWeek: string;
  nextMonth: string;
  /** `in 3 days`: the number is `n`, the unit one of `units`. */
  inN: (units: string) => string;
  /** Monday first: full names, then abbreviations that only count beside a preposition or at the end. */
  weekdays: string[];
  shortWeekdays: string[];
  /** The abbreviations that are also words. */
  shortWeekdaysAsWords: string;
  months: string[];
  units: { day: string; week: string; month: string; year: string };
  timeUnits: { minute: string; hour: string; day: string; week: string };
  /** Words before a date, as in `on Friday`; fewer are allowed before `today`. */
  on: string;
  from: string;
  /** Between a span of time and the day it is counted from: `2 weeks from today`. */
  after: string;
  next: string;
  at: string;
  oClock: string;
  /** Before the two times of `from 2 to 3pm` and of `between 2 and 3pm`. */
  fromTime: string;
  between: string;
  /** Parts of a day after a date, as in `tomorrow morning`, and after a time, as in `8 in the evening`. */
  parts: Partial<Record<Part, string>>;
  timeParts: Partial<Record<Part, string>>;
  /** Words for today before a part of the day, and for tonight. */
  thisDay: string;
  tonight: string;
  noon: string;
  midnight: string;
  /** `half past`, `halb`: minutes relative to the following hour. */
  pastHour: [source: string, minutes: number][];
  hours: string[];
  /** `at 5:30` without a leading zero may be in the afternoon. */
  twelveHours: boolean;
  inHalfHour: string;
  every: string;
  other: string;
  /** One word for a repetition. */
  adverbs: { day: string; workday: string; week: string; month: string; quarter: string; year: string };
  /** Whether such a word is an adjective too, as in `daily report`. */
  adverbsAsAdjectives: boolean;
  /** Weekdays that repeat without `every`: `on Mondays`, `montags`; Monday first. */
  repeatingWeekdays: string[];
  onRepeating: string;
  /** Between `every week` and a day. */
  onDay: string;
  workday: string;
  last: string;
  nth: string[];
  /** After a day of the month: the next one, or every one. */
  ofMonth: string;
  ofEveryMonth: string;
  monthEnd: string;
  /** Numbers above one, after `every`. */
  numbers: string;
  and: string;
  until: string;
  /** Before a month: its last day. */
  endOf: string;
  /** Between two weekdays or two dates. */
  through: string;
  /** `for 10 days`: the number is `n`. */
  forN: (units: string) => string;
  times: string;
  priorities: { high: string; medium: string; low: string };
  remind: string;
  before: string;
  /** After `remind me`: at the due time. */
  whenDue: string;
  article: string;
  a: string;
}
