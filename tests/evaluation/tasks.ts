import type { Due } from "../../functions/_shared/domain/task/task.ts";

/** The moment and the zone of every request: a Monday, 11:00 in Berlin. */
export const clock = "2026-11-30T10:00:00Z";
export const zone = "Europe/Berlin";

/** A task that every person of the evaluation has, with its title by language. */
export interface Seed {
  key: string;
  en: string;
  de: string;
  due?: Due;
  rrule?: string;
  tags?: string[];
  priority?: "high" | "low";
  state?: "done" | "trash";
}

const on = (date: string, time?: string) => ({ due: { date, ...(time && { time }) } });
const work = { tags: ["work"] };
const shopping = { tags: ["shopping"] };
const christmas = { tags: ["christmas"] };

export const seeds: readonly Seed[] = [
  { key: "dentist", en: "Call the dentist", de: "Zahnarzt anrufen", ...on("2026-12-01", "09:00") },
  {
    key: "report",
    en: "Quarterly report",
    de: "Quartalsbericht",
    ...on("2026-12-04"),
    ...work,
    priority: "high",
  },
  {
    key: "bins",
    en: "Take out the bins",
    de: "Müll rausbringen",
    ...on("2026-12-01"),
    rrule: "FREQ=WEEKLY;BYDAY=TU",
  },
  {
    key: "rent",
    en: "Pay the rent",
    de: "Miete überweisen",
    ...on("2026-12-01"),
    rrule: "FREQ=MONTHLY;BYMONTHDAY=1",
  },
  {
    key: "plants",
    en: "Water the plants",
    de: "Blumen gießen",
    ...on("2026-11-30"),
    rrule: "FREQ=DAILY;INTERVAL=3",
  },
  {
    key: "yoga",
    en: "Yoga class",
    de: "Yogakurs",
    ...on("2026-12-03", "18:30"),
    rrule: "FREQ=WEEKLY;BYDAY=TH",
  },
  { key: "milk", en: "Buy milk", de: "Milch kaufen", ...shopping },
  { key: "bread", en: "Buy bread", de: "Brot kaufen", ...shopping },
  { key: "eggs", en: "Buy eggs", de: "Eier kaufen", ...shopping },
  { key: "coffee", en: "Buy coffee", de: "Kaffee kaufen", ...shopping },
  { key: "butter", en: "Buy butter", de: "Butter kaufen", ...shopping },
  { key: "apples", en: "Buy apples", de: "Äpfel kaufen", ...shopping },
  { key: "passport", en: "Renew the passport", de: "Reisepass verlängern", ...on("2026-11-27") },
  { key: "library", en: "Return the library books", de: "Büchereibücher zurückgeben", ...on("2026-11-28") },
  {
    key: "invoice",
    en: "Send the invoice to Weber",
    de: "Rechnung an Weber schicken",
    ...on("2026-11-30"),
    ...work,
  },
  { key: "slides", en: "Prepare the slides", de: "Folien vorbereiten", ...on("2026-12-02"), ...work },
  { key: "review", en: "Review the contract", de: "Vertrag prüfen", ...on("2026-12-02"), ...work },
  { key: "anna", en: "Meeting with Anna", de: "Treffen mit Anna", ...on("2026-12-02", "10:00") },
  { key: "ben", en: "Meeting with Ben", de: "Treffen mit Ben", ...on("2026-12-03", "14:00") },
  { key: "bank", en: "Call the bank", de: "Bank anrufen" },
  { key: "mum", en: "Call mum", de: "Mama anrufen", ...on("2026-12-06") },
  { key: "gifts", en: "Buy gifts", de: "Geschenke kaufen", ...on("2026-12-18"), ...christmas },
  { key: "tree", en: "Get a tree", de: "Baum holen", ...on("2026-12-19"), ...christmas },
  { key: "cards", en: "Write cards", de: "Karten schreiben", ...on("2026-12-12"), ...christmas },
  { key: "cookies", en: "Bake cookies", de: "Plätzchen backen", ...on("2026-12-13"), ...christmas },
  { key: "goose", en: "Order the goose", de: "Gans bestellen", ...on("2026-12-14"), ...christmas },
  { key: "songs", en: "Practise the songs", de: "Lieder üben", ...on("2026-12-15"), ...christmas },
  { key: "bike", en: "Repair the bike", de: "Fahrrad reparieren", priority: "low" },
  { key: "tyres", en: "Change the tyres", de: "Reifen wechseln", ...on("2026-12-05") },
  {
    key: "tax",
    en: "File the tax return",
    de: "Steuererklärung abgeben",
    ...on("2027-01-31"),
    priority: "high",
  },
  { key: "hotel", en: "Book the hotel", de: "Hotel buchen", ...on("2026-12-08") },
  { key: "insurance", en: "Compare insurance", de: "Versicherungen vergleichen" },
  { key: "haircut", en: "Haircut", de: "Friseur", ...on("2026-12-10", "16:00") },
  { key: "garden", en: "Tidy the garden", de: "Garten aufräumen", priority: "low" },
  { key: "backup", en: "Back up the laptop", de: "Laptop sichern", ...on("2026-12-07") },
  { key: "doctor", en: "Pick up the prescription", de: "Rezept abholen", ...on("2026-11-30") },
  { key: "flight", en: "Book the flight", de: "Flug buchen", state: "done" },
  { key: "cake", en: "Order the cake", de: "Torte bestellen", state: "done" },
  { key: "gym", en: "Cancel the gym", de: "Fitnessstudio kündigen", state: "trash" },
  { key: "lamp", en: "Fix the lamp", de: "Lampe reparieren", state: "trash" },
];

/** The title of a task as the person of a language has it. */
export const titleOf = (key: string, language: "en" | "de"): string => {
  const seed = seeds.find((each) => each.key === key);
  if (!seed) throw new Error(`there is no task ${key}`);
  return seed[language];
};
