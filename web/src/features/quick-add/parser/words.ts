/** When a part of a day begins; the same in every language. */
export const partTimes = {
  early: "08:00",
  morning: "09:00",
  noon: "12:00",
  afternoon: "15:00",
  evening: "19:00",
  night: "20:00",
} as const;
export type Part = keyof typeof partTimes;

/** Where and when the person is. */
export interface Circumstances {
  /** Local date and time. */
  today: string;
  time: string;
  zone: string;
  /** The language that comes first where a word means something in several. */
  words: QuickWords;
  /** Whether `5/10` is the fifth of October. */
  dayFirst: boolean;
}

/** What a language calls things, as regular expression sources; matched without case, at word boundaries. */
export interface QuickWords {
  today: string;
  tomorrow: string;
  dayAfterTomorrow: string;
  weekend: string;
  nextWeek: string;
  nextMonth: string;
  /** `in 3 days`: the number is `n`, the unit one of `units`. */
  inN: (units: string) => string;
  /** Monday first: full names, then abbreviations that only count beside a preposition or at the end. */
  weekdays: string[];
  shortWeekdays: string[];
  /** Those that are words as well. */
  shortWeekdaysAsWords: string;
  months: string[];
  units: { day: string; week: string; month: string; year: string };
  timeUnits: { minute: string; hour: string; day: string; week: string };
  /** Before a date, as in `on Friday`, and before `today`, which takes fewer. */
  on: string;
  from: string;
  next: string;
  at: string;
  oClock: string;
  /** Parts of a day behind a date, as in `tomorrow morning`, and behind a time, as in `8 in the evening`. */
  parts: Partial<Record<Part, string>>;
  timeParts: Partial<Record<Part, string>>;
  /** What stands for today before a part of it, and for today's night. */
  thisDay: string;
  tonight: string;
  noon: string;
  /** `half past`, `halb`: minutes from the hour named behind them. */
  pastHour: [source: string, minutes: number][];
  hours: string[];
  /** `at 5:30` without a leading zero is of the twelve-hour clock. */
  twelveHours: boolean;
  inHalfHour: string;
  every: string;
  other: string;
  workday: string;
  last: string;
  nth: string[];
  /** Behind a day of the month: of the one to come, or of every one. */
  ofMonth: string;
  ofEveryMonth: string;
  monthEnd: string;
  /** Above one, behind `every`. */
  numbers: string;
  and: string;
  until: string;
  times: string;
  priorities: { high: string; medium: string; low: string };
  remind: string;
  before: string;
  /** Behind `remind me`: when it is due. */
  whenDue: string;
  article: string;
  a: string;
}
