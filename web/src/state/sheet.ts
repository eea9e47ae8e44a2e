import { signal } from "@preact/signals";
import type { Due } from "../core/types.ts";

/** The initial fields of a task that is created in a view. */
export interface QuickAddDefaults {
  text?: string;
  notes?: string;
  due?: Due;
  tags?: string[];
}

/** The date popover: for when tasks are due, when they remind again, or a reminder of a task. */
export interface WhenSheet {
  name: "when";
  what: "due" | "snooze" | "remind";
  ids: number[];
  /** The element beside which it opens; unless given, the row of the task. */
  anchor?: Element | null;
}

/** The open sheet; at most one. */
export type Sheet =
  | { name: "quick-add"; defaults?: QuickAddDefaults }
  | { name: "palette" }
  | { name: "help" }
  | WhenSheet
  | { name: "tags"; ids: number[] }
  | { name: "tag"; tag: string }
  | { name: "purge"; ids: number[] }
  | { name: "unsaved" }
  | { name: "menu" };

export const sheet = signal<Sheet | null>(null);

/** Asks for a date beside an element, or beside the row of the task. */
export function askWhen(what: WhenSheet["what"], ids: number[], anchor: Element | null = null): void {
  sheet.value = { name: "when", what, ids, anchor };
}

/** Asks whether tasks in the trash are to be deleted forever. */
export function askPurge(ids: number[]): void {
  sheet.value = { name: "purge", ids };
}

export const closeSheet = (): void => {
  sheet.value = null;
};
