import { inLanguage } from "../../../words/index.ts";

const en = {
  moved: (subject: string) => `Moved “${subject}” in the list`,
  place: (title: string, place: number, of: number) => `${title}: ${place} of ${of}`,
  sorted: "This list is sorted by date and priority. In All tasks, “My order” sorts it by hand alone.",
};

const de: typeof en = {
  moved: (subject) => `„${subject}“ in der Liste verschoben`,
  place: (title, place, of) => `${title}: ${place} von ${of}`,
  sorted:
    "Diese Liste ist nach Datum und Priorität sortiert. In „Alle Aufgaben“ sortiert „Meine Reihenfolge“ sie nur von Hand.",
};

/** The texts about the person's own order, which are loaded with it. */
export const words = () => inLanguage({ en, de });
