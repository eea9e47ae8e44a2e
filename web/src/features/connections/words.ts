import { inLanguage } from "../../words/index.ts";

const en = {
  title: "Connected assistants",
  how: "An assistant such as Claude, ChatGPT or an editor connects to your tasks by this MCP address:",
  may: "It may",
  scopes: {
    "tasks:read": "Read your tasks",
    "tasks:add": "Add tasks",
    "tasks:write": "Change and complete tasks",
    "tasks:delete": "Propose to delete tasks",
  },
  short: {
    "tasks:read": "reads",
    "tasks:add": "adds",
    "tasks:write": "changes",
    "tasks:delete": "proposes deletions",
  },
  deleteHint: "Nothing is deleted before you confirm it here.",
  asks: (name: string) => `“${name}” asks for access to your tasks`,
  as: (email: string) => `You are logged in as ${email}.`,
  goesTo: (host: string, local: boolean) =>
    local
      ? `The access goes to a program on this computer (${host}). Go on only if you have just started this yourself.`
      : `The access goes to ${host}.`,
  publishedBy: (host: string) => `It is described at ${host}.`,
  ownName: "It chose this name itself; nobody has checked it.",
  full: "You have as many assistants and tokens as one person can have. End one in the settings, then allow this.",
  endsLater: "You can end the access at any time in the settings.",
  allow: "Allow",
  errors: (error: string) =>
    ({
      "unknown-client": "The program that asks for access is not known. Start again from the program.",
      "too-many": "There were too many requests. Wait some minutes, then start again from the program.",
      "unknown-address": "The program wants the answer at an address that it has not registered.",
    })[error] ?? "There is nothing to decide here. Start again from the program.",
  tooOld: "This request was decided already, or is too old. Start again from the program.",
  unreachable: "The server cannot be reached. Reload the page to try again.",
  token: "access token",
  make: "Make an access token",
  name: "What it is for",
  expires: "Expires",
  lives: { 30: "in 30 days", 90: "in 90 days", 365: "in a year", "": "never" } as Record<string, string>,
  shownOnce: "Copy the token now: it is not shown again.",
  copy: "Copy",
  copied: "The token is copied.",
  end: "Disconnect",
  endOf: (name: string) => `Disconnect ${name}`,
  lastUse: (when: string) => `last used ${when}`,
  neverUsed: "not used yet",
  until: (when: string) => `until ${when}`,
};

const de: typeof en = {
  title: "Verbundene Assistenten",
  how: "Ein Assistent wie Claude, ChatGPT oder ein Editor verbindet sich über diese MCP-Adresse mit deinen Aufgaben:",
  may: "Es darf",
  scopes: {
    "tasks:read": "Deine Aufgaben lesen",
    "tasks:add": "Aufgaben anlegen",
    "tasks:write": "Aufgaben ändern und erledigen",
    "tasks:delete": "Löschen vorschlagen",
  },
  short: {
    "tasks:read": "liest",
    "tasks:add": "legt an",
    "tasks:write": "ändert",
    "tasks:delete": "schlägt Löschen vor",
  },
  deleteHint: "Gelöscht wird nichts, bevor du es hier bestätigst.",
  asks: (name: string) => `„${name}“ bittet um Zugriff auf deine Aufgaben`,
  as: (email: string) => `Du bist als ${email} angemeldet.`,
  goesTo: (host: string, local: boolean) =>
    local
      ? `Den Zugriff bekommt ein Programm auf diesem Rechner (${host}). Mach nur weiter, wenn du das gerade selbst gestartet hast.`
      : `Den Zugriff bekommt ${host}.`,
  publishedBy: (host: string) => `Beschrieben ist es bei ${host}.`,
  ownName: "Diesen Namen hat es sich selbst gegeben; niemand hat ihn geprüft.",
  full: "Mehr Assistenten und Zugänge kann eine Person nicht haben. Beende einen in den Einstellungen und erlaube dann dies.",
  endsLater: "Du kannst den Zugriff jederzeit in den Einstellungen beenden.",
  allow: "Erlauben",
  errors: (error: string) =>
    ({
      "unknown-client":
        "Das Programm, das um Zugriff bittet, ist unbekannt. Beginne im Programm noch einmal.",
      "too-many": "Es waren zu viele Anfragen. Warte einige Minuten und beginne im Programm noch einmal.",
      "unknown-address": "Das Programm will die Antwort an einer Adresse, die es nicht angemeldet hat.",
    })[error] ?? "Hier ist nichts zu entscheiden. Beginne im Programm noch einmal.",
  tooOld: "Über diese Anfrage ist schon entschieden, oder sie ist zu alt. Beginne im Programm noch einmal.",
  unreachable: "Der Server ist nicht erreichbar. Lade die Seite neu, um es noch einmal zu versuchen.",
  token: "Zugriffstoken",
  make: "Zugriffstoken erstellen",
  name: "Wofür es ist",
  expires: "Läuft ab",
  lives: { 30: "in 30 Tagen", 90: "in 90 Tagen", 365: "in einem Jahr", "": "nie" },
  shownOnce: "Kopiere das Token jetzt: Es wird nicht noch einmal gezeigt.",
  copy: "Kopieren",
  copied: "Das Token ist kopiert.",
  end: "Trennen",
  endOf: (name: string) => `${name} trennen`,
  lastUse: (when: string) => `zuletzt benutzt ${when}`,
  neverUsed: "noch nicht benutzt",
  until: (when: string) => `bis ${when}`,
};

/** The texts of this feature, which are loaded with it. */
export const words = () => inLanguage({ en, de });
