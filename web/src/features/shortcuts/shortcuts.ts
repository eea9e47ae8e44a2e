import { complete, prioritise, remove, reopen, skip, undoLast } from "../../state/actions.ts";
import { showChat } from "../../state/chat.ts";
import { focusRow, followFocus } from "../../state/focus.ts";
import { find } from "../../state/memory.ts";
import { prefs } from "../../state/prefs.ts";
import { closeTask, go, openTask, taskHash } from "../../state/router.ts";
import {
  anchorAt,
  clearSelection,
  cursor,
  listed,
  select,
  selectedIds,
  selection,
  toggleSelected,
} from "../../state/selection.ts";
import { askPurge, askWhen, sheet } from "../../state/sheet.ts";
import { fetchOrder } from "../tasks/order/code.ts";

/** The keyboard: single keys act on the list, but never during typing. */

const going: Record<string, string> = {
  i: "inbox",
  t: "today",
  u: "upcoming",
  a: "all",
  c: "completed",
  n: "activity",
  s: "settings",
  d: "insights",
};
let gPressed = 0;

/** The tasks that a key acts on: the selection, else the open task, else the one with the keyboard's cursor. */
function targets(): number[] {
  if (selection.value.size > 0) return selectedIds();
  const id = openTask.value ?? cursor.value;
  const item = id === null ? undefined : find(id);
  return item ? [item.id] : [];
}

const toggleDone = (ids: number[]) =>
  ids.every((id) => find(id)?.status === "done") ? reopen(ids) : complete(ids);

/** Moves tasks to the trash; for those that are there it asks whether to delete them forever. */
function discard(ids: number[]): void {
  if (ids.every((id) => find(id)?.deleted_at)) askPurge(ids);
  else remove(ids);
}

const onTargets =
  (action: (ids: number[]) => void): (() => void) =>
  () => {
    const ids = targets();
    if (ids.length === 0) return;
    action(ids);
    clearSelection();
  };

const keys: Record<string, () => void> = {
  q: quickAdd,
  n: quickAdd,
  "/": () => go("#/search"),
  c: () => {
    showChat(true);
    document.querySelector<HTMLElement>(".chat textarea")?.focus();
  },
  "?": () => {
    sheet.value = { name: "help" };
  },
  j: () => move(1),
  ArrowDown: () => move(1),
  k: () => move(-1),
  ArrowUp: () => move(-1),
  J: () => extend(1),
  K: () => extend(-1),
  e: onTargets(toggleDone),
  x: () => cursor.value !== null && toggleSelected(cursor.value),
  s: () => {
    const ids = targets();
    if (ids.length > 0) askWhen("due", ids, openedBy());
  },
  h: () => {
    const ids = targets().filter((id) => find(id)?.status === "open");
    if (ids.length > 0) askWhen("snooze", ids, openedBy());
  },
  l: () => {
    const ids = targets();
    if (ids.length > 0) sheet.value = { name: "tags", ids };
  },
  "1": onTargets((ids) => prioritise(ids, "high")),
  "2": onTargets((ids) => prioritise(ids, "medium")),
  "3": onTargets((ids) => prioritise(ids, "low")),
  "#": onTargets(discard),
  Delete: onTargets(discard),
  ">": onTargets(skip),
  z: () => void undoLast(),
  o: () => {
    const [id] = targets();
    if (id !== undefined) go(taskHash(id));
  },
  g: () => {
    gPressed = Date.now();
  },
};

/** Where the date popover opens when a key asks for it: at the open task, else at its row. */
const openedBy = (): Element | null =>
  selection.value.size === 0 ? document.querySelector(".detail .due-button") : null;

/** Moves the tasks up or down in their list. */
async function place(step: 1 | -1): Promise<void> {
  const ids = targets();
  if (ids.length > 0) (await fetchOrder())?.step(ids, step);
}

function quickAdd(): void {
  sheet.value = { name: "quick-add" };
}

/** Moves the keyboard's cursor in the list and the focus with it. */
export function move(step: 1 | -1): void {
  const all = listed.value;
  if (all.length === 0) return;
  const at = cursor.value === null ? -1 : all.indexOf(cursor.value);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step));
  anchorAt(all[next] as number);
  focusRow(all[next] as number, next);
}

function extend(step: 1 | -1): void {
  if (cursor.value !== null && !selection.value.has(cursor.value)) toggleSelected(cursor.value);
  move(step);
  if (cursor.value !== null && !selection.value.has(cursor.value)) toggleSelected(cursor.value);
}

function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return Boolean(
    element?.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"),
  );
}

/** Registers the shortcuts for the whole client. */
export function listenForKeys(): void {
  followFocus();
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === "k") {
      event.preventDefault();
      sheet.value = sheet.value?.name === "palette" ? null : { name: "palette" };
      return;
    }
    if (event.key === "Escape") {
      leave();
      return;
    }
    // A sheet that is being fetched counts as open: keys typed for it are no shortcuts.
    if (isTyping(event.target) || sheet.value || document.querySelector("dialog[open]")) return;
    if (command && event.key.toLowerCase() === "z") return run(event, () => void undoLast());
    if (command && event.key.toLowerCase() === "a" && listed.value.length > 0)
      return run(event, () => {
        select(listed.value);
      });
    const step = event.altKey && { ArrowUp: -1 as const, ArrowDown: 1 as const }[event.key];
    if (step && !command) return run(event, () => void place(step));
    if (command || event.altKey || !prefs.value.shortcuts) return;
    if (Date.now() - gPressed < 1200 && going[event.key]) {
      gPressed = 0;
      return run(event, () => go(`#/${going[event.key]}`));
    }
    const action =
      event.shiftKey && event.key.startsWith("Arrow")
        ? keys[event.key === "ArrowDown" ? "J" : "K"]
        : keys[event.key];
    if (action) run(event, action);
  });
}

function run(event: KeyboardEvent, action: () => void): void {
  event.preventDefault();
  action();
}

function leave(): void {
  if (document.querySelector("dialog[open]")) return;
  if (selection.value.size > 0) {
    clearSelection();
    return;
  }
  if (openTask.value === null) return;
  const { key } = find(openTask.value) ?? {};
  closeTask();
  if (key !== undefined && listed.value.includes(key)) requestAnimationFrame(() => focusRow(key));
}
