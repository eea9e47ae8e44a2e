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
  months: string[];
  units: { day: string; week: string; month: string; year: string };
  timeUnits: { minute: string; hour: string; day: string; week: string };
  /** Before a date, as in `on Friday`. */
  on: string;
  next: string;
  at: string;
  oClock: string;
  noon: string;
  every: string;
  other: string;
  workday: string;
  last: string;
  nth: string[];
  and: string;
  until: string;
  times: string;
  priorities: { high: string; medium: string; low: string };
  remind: string;
  before: string;
  article: string;
  a: string;
}

export const english: QuickWords = {
  today: "today",
  tomorrow: "tomorrow|tmr",
  dayAfterTomorrow: "(?:the )?day after tomorrow",
  weekend: "(?:this )?weekend",
  nextWeek: "next week",
  nextMonth: "next month",
  inN: (units) => `in (?<n>\\d{1,3}|an?|one|two|three) (?:${units})`,
  weekdays: ["mondays?", "tuesdays?", "wednesdays?", "thursdays?", "fridays?", "saturdays?", "sundays?"],
  shortWeekdays: ["mon", "tues?", "wed", "thur?s?", "fri", "sat", "sun"],
  months: [
    "jan(?:uary)?",
    "feb(?:ruary)?",
    "mar(?:ch)?",
    "apr(?:il)?",
    "may",
    "june?",
    "july?",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "oct(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?",
  ],
  units: { day: "days?", week: "weeks?", month: "months?", year: "years?" },
  timeUnits: {
    minute: "m|mins?|minutes?",
    hour: "h|hrs?|hours?",
    day: "d|days?",
    week: "w|weeks?",
  },
  on: "on|by|due|this|from|starting",
  next: "next",
  at: "at|@",
  oClock: "o'clock",
  noon: "noon|midday",
  every: "every|each",
  other: "other",
  workday: "weekday|workday",
  last: "last",
  nth: ["first|1st", "second|2nd", "third|3rd", "fourth|4th"],
  and: "and|&|,",
  until: "until|till",
  times: "times",
  priorities: { high: "high", medium: "medium|med", low: "low" },
  remind: "remind(?: me)?|reminder",
  before: "before|early|earlier|ahead",
  article: "the",
  a: "an?|one",
};

export const german: QuickWords = {
  today: "heute",
  tomorrow: "morgen",
  dayAfterTomorrow: "übermorgen",
  weekend: "(?:am |dieses )?wochenende",
  nextWeek: "nächste woche",
  nextMonth: "nächsten monat",
  inN: (units) => `in (?<n>\\d{1,3}|einem|einer|zwei|drei) (?:${units})`,
  weekdays: [
    "montags?",
    "dienstags?",
    "mittwochs?",
    "donnerstags?",
    "freitags?",
    "samstags?|sonnabends?",
    "sonntags?",
  ],
  shortWeekdays: ["mo", "di", "mi", "do", "fr", "sa", "so"],
  months: [
    "jan(?:uar)?",
    "feb(?:ruar)?",
    "märz?",
    "apr(?:il)?",
    "mai",
    "juni?",
    "juli?",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "okt(?:ober)?",
    "nov(?:ember)?",
    "dez(?:ember)?",
  ],
  units: { day: "tage?n?", week: "wochen?", month: "monate?n?s?", year: "jahre?n?s?" },
  timeUnits: {
    minute: "m|min|minuten?",
    hour: "h|std|stunden?",
    day: "d|tage?",
    week: "w|wochen?",
  },
  on: "am|bis|ab|diesen",
  next: "nächste[nrs]?|kommende[nrs]?",
  at: "um|@",
  oClock: "uhr",
  noon: "mittags?",
  every: "jede[nrsm]?|alle",
  other: "zweite[nrs]?",
  workday: "werktage?|arbeitstage?",
  last: "letzten?",
  nth: ["ersten?|1\\.", "zweiten?|2\\.", "dritten?|3\\.", "vierten?|4\\."],
  and: "und|&|,",
  until: "bis",
  times: "mal",
  priorities: { high: "hoch", medium: "mittel", low: "niedrig" },
  remind: "erinnere?(?: mich)?|erinnerung|erinnern",
  before: "vorher|davor|früher",
  article: "am|der|den|dem",
  a: "eine[rmns]?|ein",
};
