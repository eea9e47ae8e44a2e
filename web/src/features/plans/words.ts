import { inLanguage } from "../../words/index.ts";

const en = {
  by: (who: string) => `Proposed by ${who}`,
  ops: {
    create: "Create",
    update: "Change",
    complete: "Complete",
    reopen: "Reopen",
    skip: "Skip this time",
    delete: "Move to trash",
    restore: "Restore",
  } as Record<string, string>,
  status: {
    proposed: "Nothing has been changed yet.",
    confirmed: "Confirmed and done.",
    declined: "Declined. Nothing was changed.",
    void: "A task has changed since, so this plan is void. Nothing was changed.",
    expired: "This plan has expired. Nothing was changed.",
  } as Record<string, string>,
  until: (when: string) => `It can be confirmed until ${when}.`,
  partly: "Confirmed. Some changes could not be done:",
  unfinished: "Confirmed, and not all of it is done yet.",
  confirm: (count: number) => (count === 1 ? "Confirm this change" : `Confirm ${count} changes`),
  finish: "Do the rest",
  decline: "Decline",
  undo: "Undo all of it",
  undone: "Undone.",
  left: (count: number) =>
    count === 1
      ? "One task has changed since and was left."
      : `${count} tasks have changed since and were left.`,
  pending: "Not all of it is undone yet.",
  failed: "Not done",
  missing: "There is no such plan, or it is no longer kept.",
  offline: "Plans can be seen and confirmed online.",
};

const de: typeof en = {
  by: (who) => `Vorgeschlagen von ${who}`,
  ops: {
    create: "Erstellen",
    update: "Ändern",
    complete: "Erledigen",
    reopen: "Wieder öffnen",
    skip: "Diesmal überspringen",
    delete: "In den Papierkorb",
    restore: "Wiederherstellen",
  },
  status: {
    proposed: "Noch wurde nichts geändert.",
    confirmed: "Bestätigt und ausgeführt.",
    declined: "Abgelehnt. Nichts wurde geändert.",
    void: "Eine Aufgabe hat sich inzwischen geändert, deshalb gilt dieser Plan nicht mehr. Nichts wurde geändert.",
    expired: "Dieser Plan ist abgelaufen. Nichts wurde geändert.",
  },
  until: (when) => `Er kann bis ${when} bestätigt werden.`,
  partly: "Bestätigt. Einige Änderungen waren nicht möglich:",
  unfinished: "Bestätigt, aber noch nicht ganz ausgeführt.",
  confirm: (count) => (count === 1 ? "Diese Änderung bestätigen" : `${count} Änderungen bestätigen`),
  finish: "Den Rest ausführen",
  decline: "Ablehnen",
  undo: "Alles rückgängig machen",
  undone: "Rückgängig gemacht.",
  left: (count) =>
    count === 1
      ? "Eine Aufgabe hat sich inzwischen geändert und blieb, wie sie ist."
      : `${count} Aufgaben haben sich inzwischen geändert und blieben, wie sie sind.`,
  pending: "Noch ist nicht alles rückgängig gemacht.",
  failed: "Nicht ausgeführt",
  missing: "Diesen Plan gibt es nicht, oder er wird nicht mehr aufbewahrt.",
  offline: "Pläne sind nur online zu sehen und zu bestätigen.",
};

/** The texts of this feature, which are loaded with it. */
export const words = () => inLanguage({ en, de });
