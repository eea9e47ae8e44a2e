import { inLanguage } from "../../words/index.ts";

const en = {
  intro: "What you got done in the last four weeks.",
  perDay: "Completed per day",
  byTag: "By tag",
  day: "Day",
  count: "Completed",
  total: "completed in 28 days",
  best: "best day",
  streak: (days: number): string => (days === 1 ? "day in a row" : "days in a row"),
  onTime: "done on time",
  asTable: "Show as a table",
  asChart: "Show as a chart",
  none: "Complete a few tasks and this page fills up.",
  noTag: "No tag",
};

const de: typeof en = {
  intro: "Was du in den letzten vier Wochen geschafft hast.",
  perDay: "Erledigt pro Tag",
  byTag: "Nach Tag",
  day: "Tag",
  count: "Erledigt",
  total: "in 28 Tagen erledigt",
  best: "am besten Tag",
  streak: (days) => (days === 1 ? "Tag in Folge" : "Tage in Folge"),
  onTime: "pünktlich erledigt",
  asTable: "Als Tabelle zeigen",
  asChart: "Als Diagramm zeigen",
  none: "Erledige ein paar Aufgaben, dann füllt sich diese Seite.",
  noTag: "Ohne Tag",
};

/** The texts of this feature, which are loaded with it. */
export const words = () => inLanguage({ en, de });
