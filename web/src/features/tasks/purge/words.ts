import { inLanguage } from "../../../words/index.ts";

const en = {
  question: (subject: string) => `Delete ${subject} forever?`,
  warning: "This cannot be undone, here or on your other devices.",
  record: "Your record of changes keeps the title and the time of deletion, for two years.",
};

const de: typeof en = {
  question: (subject) => `${subject} endgültig löschen?`,
  warning: "Das lässt sich nicht rückgängig machen, hier nicht und nicht auf deinen anderen Geräten.",
  record: "Dein Änderungsverlauf behält den Titel und den Zeitpunkt der Löschung, zwei Jahre lang.",
};

/** The texts of deleting forever, which are loaded with it. */
export const words = () => inLanguage({ en, de });
