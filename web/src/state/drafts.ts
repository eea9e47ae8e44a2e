import { computed, signal } from "@preact/signals";
import type { Task } from "../core/types.ts";
import { update } from "./actions.ts";
import { find } from "./memory.ts";
import { user } from "./session.ts";

/** What was typed and is not saved yet: it survives a reload, another view and a tap beside. */

const written = signal<Readonly<Record<string, string>>>({});
const keyOf = (kind: "add" | "texts") => `taskwake-${kind}-${user.value}`;

/** The text of quick add, the same in every place; kept by this tab. */
export const quickAddText = computed(
  () => written.value[keyOf("add")] ?? sessionStorage.getItem(keyOf("add")) ?? "",
);
export function setQuickAddText(text: string): void {
  written.value = { ...written.value, [keyOf("add")]: text };
  if (text) sessionStorage.setItem(keyOf("add"), text);
  else sessionStorage.removeItem(keyOf("add"));
}

/** A text of a task that is being edited, and what it is compared with. */
export interface EditedText {
  task: number;
  field: "title" | "notes";
  text: string;
  seen: Partial<Task>;
  version: number;
}

const open = signal<ReadonlySet<object>>(new Set());
/** Number of texts that are being edited and not yet saved. */
export const openTexts = computed(() => open.value.size);

export function markOpen(owner: object, isOpen: boolean): void {
  if (open.value.has(owner) === isOpen) return;
  const next = new Set(open.value);
  if (isOpen) next.add(owner);
  else next.delete(owner);
  open.value = next;
}

/** Keeps a text when the page is left: a transaction of the store might not end in time. */
export function keepText(edited: EditedText): void {
  localStorage.setItem(keyOf("texts"), JSON.stringify([...keptTexts(), edited]));
}

/** Saves the texts with which the page was left. */
export function saveKeptTexts(): void {
  for (const { task, field, text, seen, version } of keptTexts()) {
    const now = find(task);
    if (now && now[field] !== text) update([task], { [field]: text }, { quiet: true, seen, version });
  }
  forgetKeptTexts();
}

/** A page that is shown again goes on by itself. */
export const forgetKeptTexts = (): void => localStorage.removeItem(keyOf("texts"));

function keptTexts(): EditedText[] {
  try {
    return JSON.parse(localStorage.getItem(keyOf("texts")) ?? "[]");
  } catch {
    return [];
  }
}
