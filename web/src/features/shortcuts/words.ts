import { inLanguage } from "../../words/index.ts";

const en = {
  title: "Keyboard shortcuts",
  groups: { everywhere: "Everywhere", list: "In a list", go: "Go to" },
  quickAdd: "New task",
  palette: "Commands",
  search: "Search",
  undo: "Undo",
  help: "This help",
  escape: "Close, or clear the selection",
  move: "Next and previous task",
  open: "Open the task",
  place: "Move up or down in the list",
  complete: "Complete or reopen",
  select: "Select",
  extend: "Select while moving",
  schedule: "Reschedule",
  snooze: "Snooze",
  priorities: "High, medium, low priority",
  tags: "Tags",
  remove: "Move to trash",
  skip: "Skip this occurrence",
  all: "Select all",
  off: "Single keys can be switched off in the settings.",
};

const de: typeof en = {
  title: "Tastenkürzel",
  groups: { everywhere: "Überall", list: "In einer Liste", go: "Gehe zu" },
  quickAdd: "Neue Aufgabe",
  palette: "Befehle",
  search: "Suche",
  undo: "Rückgängig",
  help: "Diese Hilfe",
  escape: "Schließen oder Auswahl aufheben",
  move: "Nächste und vorige Aufgabe",
  open: "Aufgabe öffnen",
  place: "In der Liste nach oben oder unten",
  complete: "Erledigen oder wieder öffnen",
  select: "Auswählen",
  extend: "Beim Gehen auswählen",
  schedule: "Verschieben",
  snooze: "Zurückstellen",
  priorities: "Priorität hoch, mittel, niedrig",
  tags: "Tags",
  remove: "In den Papierkorb",
  skip: "Diese Wiederholung überspringen",
  all: "Alle auswählen",
  off: "Einzelne Tasten lassen sich in den Einstellungen abschalten.",
};

/** The texts about the shortcuts, which are loaded with their help. */
export const words = () => inLanguage({ en, de });
