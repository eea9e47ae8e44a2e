import { inLanguage } from "../../../words/index.ts";

const en = {
  one: (title: string) => `Delete “${title}” forever?`,
  several: (tasks: string) => `Delete ${tasks} forever?`,
  warning: "This cannot be undone, here or on your other devices.",
  record: "Your record of changes keeps the title and the time of deletion, for two years.",
};

const de: typeof en = {
  one: (title) => `„${title}“ endgültig löschen?`,
  several: (tasks) => `${tasks} endgültig löschen?`,
  warning: "Das lässt sich nicht rückgängig machen, hier nicht und nicht auf deinen anderen Geräten.",
  record: "Dein Änderungsverlauf behält den Titel und den Zeitpunkt der Löschung, zwei Jahre lang.",
};

/** The texts of deleting forever, which are loaded with it. */
export const words = () => inLanguage({ en, de });
