import { inLanguage } from "../../words/index.ts";

const en = {
  label: "Search commands and tasks",
  placeholder: "What would you like to do?",
  commands: "Commands",
  nothing: "Nothing matches",
  goTo: (view: string) => `Go to ${view}`,
  theme: (name: string) => `Theme: ${name}`,
  newTask: "New task",
  help: "Keyboard shortcuts",
};

const de: typeof en = {
  label: "Befehle und Aufgaben suchen",
  placeholder: "Was möchtest du tun?",
  commands: "Befehle",
  nothing: "Nichts passt",
  goTo: (view) => `Gehe zu ${view}`,
  theme: (name) => `Farben: ${name}`,
  newTask: "Neue Aufgabe",
  help: "Tastenkürzel",
};

/** The texts of this feature, which are loaded with it. */
export const words = () => inLanguage({ en, de });
