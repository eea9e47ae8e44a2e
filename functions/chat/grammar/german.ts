import type { Language } from "./language.ts";

const please = "(?:bitte |kannst du |könntest du )?";
const end = "(?: bitte)?[.!?]*$";

export const german: Language = {
  patterns: [
    ["help", /^(?:hilfe|was kannst du|was verstehst du)[.!?]*$/i],
    ["thanks", /^(?:danke|vielen dank|super|perfekt)(?: schön| sehr)?[.!]*$/i],
    [
      "undo",
      /^(?:rückgängig|(?:mach(?:e)?|nimm) (?:das|es|die letzte änderung) (?:rückgängig|zurück)|zurücknehmen)[.!]*$/i,
    ],
    [
      "pick",
      /^(?:(?:die|das|den|der) )?(?:(?<number>[1-9]\d?)|(?<first>erste[nrs]?)|(?<second>zweite[nrs]?)|(?<third>dritte[nrs]?)|(?<fourth>vierte[nrs]?)|(?<fifth>fünfte[nrs]?)|(?<last>letzte[nrs]?))[.!]*$/i,
    ],
    ["summary", /^(?:überblick|übersicht|zusammenfassung|wie ?viele (?:offene )?aufgaben.*)[.!?]*$/i],
    [
      "list",
      /^(?:(?:was|welche|zeig(?:e)?(?: mir)?|liste)\b.{0,40}?)?(?<![\p{L}])(?:(?<today>heute)|(?<tomorrow>morgen)|(?<nextWeek>nächste woche)|(?<week>diese woche)|(?<overdue>überfällig(?:e|en)?)|(?<upcoming>demnächst|anstehend(?:e|en)?)|(?<all>alles|alle(?: meine)?))(?:(?: |^)(?:an|aufgaben|fällig|zu tun|noch|ist))*[.!?]*$/iu,
    ],
    [
      "find",
      new RegExp(`^${please}(?:such(?:e)?(?: nach)?|finde|wo ist|wann ist)\\s+(?<query>.+?)${end}`, "iu"),
    ],
    ["move", new RegExp(`^${please}(?:verschieb(?:e|en)?|verleg(?:e|en)?)\\s+(?<query>.+?)${end}`, "iu")],
    ["delete", new RegExp(`^${please}(?:lösch(?:e|en)?|entfern(?:e|en)?)\\s+(?<query>.+?)${end}`, "iu")],
    ["restore", new RegExp(`^${please}(?:stell(?:e)? )(?<query>.+?) wieder her${end}`, "iu")],
    ["reopen", new RegExp(`^${please}öffne\\s+(?<query>.+?)(?: wieder)?${end}`, "iu")],
    ["skip", new RegExp(`^${please}überspring(?:e|en)?\\s+(?<query>.+?)${end}`, "iu")],
    ["complete", new RegExp(`^${please}(?:erledig(?:e|en)?|schließe?)\\s+(?<query>.+?)(?: ab)?${end}`, "iu")],
    ["complete", new RegExp(`^${please}hak(?:e)?\\s+(?<query>.+?)\\s+ab${end}`, "iu")],
    [
      "complete",
      new RegExp(`^${please}markier(?:e)?\\s+(?<query>.+?)\\s+als (?:erledigt|fertig)${end}`, "iu"),
    ],
    ["complete", /^ich habe?\s+(?<query>.+?)\s+(?:erledigt|gemacht|abgeschlossen)[.!]*$/iu],
    ["complete", /^(?<query>.+?) ist (?:erledigt|fertig|gemacht)[.!]*$/iu],
    [
      "remind",
      /^(?:bitte )?erinner(?:e)? mich(?: bitte)?(?: daran)?,?(?: an(?: den| die| das)?)?\s+(?<text>.+?)[.!]*$/iu,
    ],
    ["create", /^(?:bitte )?füge?\s+(?<text>.+?)\s+hinzu[.!]*$/iu],
    [
      "create",
      /^(?:bitte )?(?:(?:erstell(?:e)?|leg(?:e)? an|notier(?:e)?)(?: eine| die)?(?: neue)?(?: aufgabe)?:?|neue aufgabe:?|aufgabe:)\s+(?<text>.+?)[.!]*$/iu,
    ],
  ],
  to: "auf|zum|nach|bis|für",
  noTasks:
    /^(?:setze?|mache?|ändere?|stelle?|lass|gib|behalte?|(?:die|der|das|es) (?:ist|soll)|wer|was|wann|wo|warum|wieso|wie|welche[rs]?|ist|sind|kann|könntest|würdest|soll|erzähl|schreib|übersetz|hallo|hi|moin|guten)(?![\p{L}])/iu,
  says: {
    noModel:
      "Auf diesem Server ist kein Modell eingerichtet, deshalb verstehe ich nur einfache Sätze. Sag „Hilfe“, um zu sehen, welche.",
    help: "Ich verstehe Sätze wie:\n„Füge Anna anrufen morgen 9 Uhr !hoch #arbeit hinzu“\n„Was steht heute an?“, „Was ist überfällig?“, „Suche Rechnung“\n„Erledige den Bericht“, „Überspringe Blumen gießen“, „Öffne Anna anrufen wieder“\n„Verschiebe den Bericht auf Freitag 14 Uhr“\n„Lösche alte Notizen“ (du bestätigst es)\n„Rückgängig“, „Überblick“",
    thanks: "Gern.",
    unknown: "Das habe ich nicht verstanden und nichts geändert. Sag „Hilfe“, um zu sehen, was ich verstehe.",
    unsure: (text) => `Ich habe nichts geändert. Soll es eine Aufgabe werden, sag: „Neue Aufgabe: ${text}“.`,
    locale: "de-DE",
    created: (title, due) =>
      due ? `„${title}“ ist angelegt, fällig ${due}.` : `„${title}“ ist angelegt, ohne Datum.`,
    list: (days, total) => {
      const name = { today: "heute", tomorrow: "morgen", week: "diese Woche", nextWeek: "nächste Woche" };
      const rest = { overdue: "überfällig", upcoming: "demnächst fällig", all: "offen" };
      const what =
        days in name ? `${name[days as keyof typeof name]} fällig` : rest[days as keyof typeof rest];
      if (total === 0) return `Nichts ist ${what}.`;
      return total === 1 ? `Eine Aufgabe ist ${what}:` : `${total} Aufgaben sind ${what}:`;
    },
    found: (query, total) =>
      total === 1 ? `Eine Aufgabe passt zu „${query}“:` : `${total} Aufgaben passen zu „${query}“:`,
    nothing: (query) => `Ich habe keine Aufgabe gefunden, die zu „${query}“ passt, und nichts geändert.`,
    which: (query) => `Welche ist „${query}“? Antworte mit der Nummer; noch ist nichts geändert.`,
    noneToPick: "Ich weiß nicht, welche: Ich habe gerade keine aufgezählt.",
    done: {
      complete: (title) => `„${title}“ ist erledigt.`,
      reopen: (title) => `„${title}“ ist wieder offen.`,
      skip: (title) => `Dieses Mal ist „${title}“ übersprungen.`,
      delete: (title) => `„${title}“ ist im Papierkorb.`,
      restore: (title) => `„${title}“ ist wiederhergestellt.`,
    },
    moved: (title, due) => `„${title}“ ist jetzt ${due} fällig.`,
    plan: "Das musst du bestätigen: Sieh dir die Änderung unten an und bestätige sie dort.",
    undone: "Rückgängig gemacht.",
    nothingToUndo: "In diesem Gespräch gibt es nichts rückgängig zu machen.",
    summary: ({ today, overdue, upcoming, open }) =>
      `${today} heute fällig, ${overdue} überfällig, ${upcoming} demnächst; ${open} offen insgesamt.`,
    more: (n) => `… und ${n} weitere.`,
    failed: (reason) => `Das ging nicht: ${reason}`,
  },
};
