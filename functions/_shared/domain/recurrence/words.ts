import type { Rule } from "./rule.ts";

/** What one language needs to describe a rule; negative numbers count from the end. */
export interface Words {
  /** For the names and lists of Intl. */
  locale: string;
  every(freq: Rule["freq"], interval: number): string;
  /** The form before a noun: "second", "last". */
  nth(n: number): string;
  /** The form of a day of the month after an article: "31st", "last day". */
  monthDay(n: number): string;
  yearDay(n: number): string;
  week(n: number): string;
  date(day: number, month: string): string;
  definite(item: string): string;
  on(names: string): string;
  onThe(items: string): string;
  onEach(names: string): string;
  onDates(dates: string): string;
  inWeeks(weeks: string): string;
  inMonths(names: string): string;
  ifItIs(items: string): string;
  thatFallsOn(items: string): string;
  onlyThe(items: string): string;
  times(count: number): string;
  until(date: string): string;
  /** "from Monday to Friday", after "every week". */
  workweek: string;
  day: string;
  workday: string;
  shorterMonths: string;
}

const ENGLISH = ["", "first", "second", "third", "fourth", "fifth"];
const UNITS_EN = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" };

function numeral(n: number): string {
  const tens = Math.floor(n / 10) % 10;
  return `${n}${tens === 1 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th")}`;
}

const nthEn = (n: number): string => {
  if (n > 0) return ENGLISH[n] ?? numeral(n);
  return n === -1 ? "last" : `${ENGLISH[-n] ?? numeral(-n)}-to-last`;
};

const en: Words = {
  locale: "en-GB",
  every: (freq, interval) =>
    interval === 1 ? `every ${UNITS_EN[freq]}` : `every ${interval} ${UNITS_EN[freq]}s`,
  nth: nthEn,
  monthDay: (n) => (n > 0 ? numeral(n) : `${nthEn(n)} day`),
  definite: (item) => `the ${item}`,
  onThe: (items) => `on the ${items}`,
  on: (names) => `on ${names}`,
  onEach: (names) => `on each ${names}`,
  date: (day, month) => `${day} ${month}`,
  onDates: (dates) => `on ${dates}`,
  ifItIs: (items) => `if it is ${items}`,
  thatFallsOn: (items) => `that falls on the ${items}`,
  inMonths: (names) => `in ${names}`,
  week: (n) => (n > 0 ? `week ${n}` : `the ${nthEn(n)} week`),
  inWeeks: (weeks) => `in ${weeks}`,
  yearDay: (n) => `${n > 0 ? numeral(n) : nthEn(n)} day of the year`,
  workweek: "from Monday to Friday",
  day: "day",
  workday: "weekday",
  shorterMonths: "or the last day of a shorter month",
  onlyThe: (items) => `only the ${items} of these`,
  times: (count) => (count === 1 ? "once" : `${count} times`),
  until: (date) => `until ${date}`,
};

const GERMAN = ["", "ersten", "zweiten", "dritten", "vierten", "fünften"];
const UNITS_DE = {
  DAILY: ["jeden Tag", "Tage"],
  WEEKLY: ["jede Woche", "Wochen"],
  MONTHLY: ["jeden Monat", "Monate"],
  YEARLY: ["jedes Jahr", "Jahre"],
};
const FROM_END_DE = ["", "letzten", "vorletzten", "drittletzten", "viertletzten", "fünftletzten"];

const nthDe = (n: number): string => (n > 0 ? (GERMAN[n] ?? `${n}.`) : (FROM_END_DE[-n] ?? `${-n}.-letzten`));

const de: Words = {
  locale: "de-DE",
  every: (freq, interval) =>
    interval === 1 ? `${UNITS_DE[freq][0]}` : `alle ${interval} ${UNITS_DE[freq][1]}`,
  nth: nthDe,
  monthDay: (n) => (n > 0 ? `${n}.` : `${nthDe(n)} Tag`),
  definite: (item) => `der ${item.replace("n Tag", " Tag")}`,
  onThe: (items) => `am ${items}`,
  on: (names) => `am ${names}`,
  onEach: (names) => `an jedem ${names}`,
  date: (day, month) => `${day}. ${month}`,
  onDates: (dates) => `am ${dates}`,
  ifItIs: (items) => `wenn es ${items} ist`,
  thatFallsOn: (items) => `, der auf den ${items} fällt`,
  inMonths: (names) => `im ${names}`,
  week: (n) => (n > 0 ? `Woche ${n}` : `der ${nthDe(n)} Woche`),
  inWeeks: (weeks) => `in ${weeks}`,
  yearDay: (n) => `${n > 0 ? `${n}.` : nthDe(n)} Tag des Jahres`,
  workweek: "von Montag bis Freitag",
  day: "Tag",
  workday: "Wochentag von Montag bis Freitag",
  shorterMonths: "in einem kürzeren Monat am letzten Tag",
  onlyThe: (items) => `davon nur am ${items}`,
  times: (count) => (count === 1 ? "einmal" : `${count}-mal`),
  until: (date) => `bis ${date}`,
};

export const WORDS = { en, de };
