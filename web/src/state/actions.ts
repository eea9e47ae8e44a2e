import { addDays } from "../../../functions/_shared/domain/days.ts";
import { newId } from "../../../functions/_shared/domain/ids.ts";
import { inverseOf, type Change as TaskChange } from "../../../functions/_shared/domain/task/change.ts";
import type { Engine } from "../core/engine.ts";
import { type Change, type Op, same, seenBy } from "../core/ops.ts";
import type { Intent, Settled } from "../core/replica.ts";
import type { Written } from "../core/storage.ts";
import type { Due, NewTask, Priority, Reminder, Task, TaskPatch } from "../core/types.ts";
import { localId } from "../lib/ids.ts";
import { passedReminders } from "../lib/passed-reminders.ts";
import { t } from "../words/index.ts";
import { connection } from "./connection.ts";
import { letStay } from "./grace.ts";
import { baseOf, canonical, find, type Item, pendingByTask, reminderSettings, today } from "./memory.ts";
import { dayName, instantName } from "./names.ts";
import { toast } from "./toasts.ts";

/** A person's actions on tasks; each is shown at once, stored, and can be undone. */

let engine: Engine | undefined;
let starting: Promise<Engine> | undefined;
/** Sets the replica that is being started; actions before it is ready wait for it. */
export function setEngine(started: Promise<Engine>): void {
  starting = started;
  started.then(
    (one) => {
      engine = one;
    },
    () => undefined,
  );
}
export const syncNow = (): void => engine?.sync();
export const keepMeta = (key: string, value: unknown): Promise<void> | undefined =>
  engine?.putMeta(key, value);

interface Done {
  id: string;
  task: number;
  inverse: TaskChange;
}
/** Actions that can be undone, the latest last. */
const past: { label: string; done: Done[] }[] = [];

/** Does what was asked; without a label it cannot be undone. */
async function act(
  label: string | null,
  changes: { item: Item | undefined; task: number; change: Change; seen?: Partial<Task>; version?: number }[],
): Promise<void> {
  if (changes.length === 0) return;
  engine ??= await starting?.catch(() => undefined);
  if (!engine) {
    toast(t.notKept, { tone: "bad", stay: true });
    return;
  }
  const at = new Date().toISOString();
  const intents = intentsOf(
    changes.map(({ item, task, change, seen, version }) => ({
      ...{ task, change, version },
      seen: seen ?? seenBy(change, item),
    })),
    at,
  );
  if (label !== null)
    past.push({
      label,
      done: intents.map(({ id, task, change }, i) => ({
        id,
        task,
        inverse: inverse(change, changes[i]?.item),
      })),
    });
  if (past.length > 50) past.shift();
  try {
    await engine.enqueue(intents);
  } catch {
    if (label !== null) past.pop();
    toast(t.notKept, { tone: "bad", stay: true });
  }
}

/** The person's changes, based on what the screen shows at this moment. */
function intentsOf(
  changes: { task: number; change: Change; seen: Partial<Task>; version?: number | undefined }[],
  at: string,
): Intent[] {
  const underWay = pendingByTask();
  return changes.map(({ task, version = baseOf(task)?.version ?? 0, ...made }) => {
    const after = (underWay.get(canonical(task)) ?? []).map(({ id }) => id);
    return { id: newId(), task, version, after, at, ...made };
  });
}

/** The change that undoes another one; creating a task is undone by deleting it. */
const inverse = (change: Change, item: Item | undefined): TaskChange =>
  change.kind === "create" || change.kind === "undo" || change.kind === "purge" || !item
    ? { kind: "delete" }
    : inverseOf(item, change);

const undoable = (text: string) =>
  toast(text, { kind: "undo", actions: [{ label: t.undo, run: () => void undoLast() }] });

/** Undoes the latest action, whether the server has it or not. */
export async function undoLast(): Promise<void> {
  engine ??= await starting?.catch(() => undefined);
  const action = engine && past.pop();
  if (!engine || !action) {
    toast(t.nothingToUndo, { kind: "undo" });
    return;
  }
  const undos = action.done.map(({ id, task, inverse }) => ({
    ...{ task, seen: {} },
    change: { kind: "undo" as const, of: id, inverse },
  }));
  const intents = intentsOf(undos.reverse(), new Date().toISOString());
  const undo: Undo = { label: action.label, left: new Set(), late: [] };
  for (const { id, change } of intents) {
    undo.left.add(id);
    undoing.set(id, { undo, of: (change as { of: string }).of });
  }
  try {
    const sent = await engine.enqueue(intents);
    for (const { id } of intents) if (!sent.includes(id)) endUndo(id, true);
    if (undo.left.size > 0 && connection.value === "offline")
      toast(t.undoneHere(action.label), { kind: "undo" });
  } catch {
    for (const { id } of intents) undoing.delete(id);
    past.push(action);
    toast(t.notKept, { tone: "bad", stay: true });
  }
}

/** An undo of one action whose operations are still under way, and the tasks for which it came too late. */
interface Undo {
  label: string;
  left: Set<string>;
  late: string[];
}
const undoing = new Map<string, { undo: Undo; of: string }>();

/** Shows that an action is undone once the server has agreed for each of its tasks. */
export function tellUndone({ done, applied, tasks }: Pick<Written, "done" | "applied" | "tasks">): void {
  for (const id of done) {
    const one = undoing.get(id);
    // An operation that was refused takes its undo along: nothing is left to undo.
    if (one) endUndo(id, applied.includes(id) || done.includes(one.of), tasks[0]?.title);
  }
}

function endUndo(id: string, undone: boolean, title = ""): void {
  const { undo } = undoing.get(id) ?? {};
  undoing.delete(id);
  if (!undo?.left.delete(id)) return;
  if (!undone) undo.late.push(title);
  if (undo.left.size > 0) return;
  if (undo.late.length === 0) toast(t.undone(undo.label), { kind: "undo" });
  else toast(t.settled.tooLate(t.subject(undo.late)), { tone: "bad", kind: "undo" });
}

/** Creates a task and returns its temporary id; the message says where it is. */
export function create(task: NewTask): number {
  const id = localId();
  void act(t.did.created(task.title), [{ item: undefined, task: id, change: { kind: "create", task } }]);
  const where = task.due ? dayName(task.due.date) : t.view.inbox;
  undoable(
    withPassed(t.did.createdIn(task.title, where), passedReminders(task, new Date(), reminderSettings.value)),
  );
  return id;
}

/** A message that also says when reminders are set for a moment that has passed. */
const withPassed = (text: string, passed: readonly unknown[]): string =>
  passed.length > 0 ? `${text} ${t.reminder.passed}` : text;

/** The reminders of an open task that a patch sets or moves to a moment that has passed. */
function passedBy(patch: TaskPatch, { status, due, reminders }: Item): Reminder[] {
  if (status !== "open" || !("due" in patch || "reminders" in patch)) return [];
  const passed = passedReminders({ due, reminders, ...patch }, new Date(), reminderSettings.value);
  return "due" in patch ? passed : passed.filter((one) => !reminders.some((had) => same(had, one)));
}

/** Creates tasks that are undone together. */
export function createAll(tasks: readonly NewTask[]): void {
  const label = t.did.createdAll(tasks.length);
  void act(
    label,
    tasks.map((task) => ({ item: undefined, task: localId(), change: { kind: "create", task } })),
  );
  undoable(label);
}

/** Changes fields of tasks; `seen` are the values when the person began to edit. */
export function update(
  ids: readonly number[],
  patch: TaskPatch | ((item: Item) => TaskPatch),
  options: { quiet?: boolean; seen?: Partial<Task>; version?: number; label?: string } = {},
): void {
  const { quiet = false, label, ...made } = options;
  const items = known(ids);
  const changes = items.map((item) => {
    const change = { kind: "update" as const, patch: typeof patch === "function" ? patch(item) : patch };
    return { item, task: item.id, change, ...made };
  });
  const text = label ?? t.did.changed(subject(items));
  void act(text, changes);
  const passed = changes.flatMap(({ item, change }) => passedBy(change.patch, item));
  if (!quiet) undoable(withPassed(text, passed));
}

const simple =
  (kind: "complete" | "reopen" | "skip" | "delete" | "restore", applies: (item: Item) => boolean) =>
  (ids: readonly number[]): void => {
    const items = known(ids).filter(applies);
    if (items.length === 0) return;
    const text = t.did[kind](subject(items));
    if (kind === "complete" || kind === "reopen") letStay(items);
    void act(
      text,
      items.map((item) => ({ item, task: item.id, change: { kind } })),
    );
    undoable(text);
  };

export const complete = simple("complete", (item) => item.status === "open" && !item.deleted_at);
export const reopen = simple("reopen", (item) => item.status === "done" && !item.deleted_at);
export const skip = simple("skip", (item) => item.status === "open" && item.recurrence !== null);
export const remove = simple("delete", (item) => !item.deleted_at);
export const restore = simple("restore", (item) => item.deleted_at !== null);

/** Deletes tasks in the trash forever: they have nothing to undo any more. */
export function purge(ids: readonly number[]): void {
  const items = known(ids).filter((item) => item.deleted_at !== null);
  if (items.length === 0) return;
  const gone = new Set(items.flatMap(({ id, key }) => [id, key]));
  for (const action of past.splice(0)) {
    const done = action.done.filter(({ task }) => !gone.has(task));
    if (done.length > 0) past.push({ ...action, done });
  }
  void act(
    null,
    items.map((item) => ({ item, task: item.id, change: { kind: "purge" } })),
  );
  toast(t.did.purge(subject(items)), { kind: "undo" });
}

/** A date, with or without a time and its zone: what is missing stays as it is, null removes it. */
export type Move = { [Part in keyof Due]: Due[Part] | (Part extends "date" ? never : null) };

/** The due date of a task that moves. */
export function dueAfter({ due }: Pick<Item, "due">, to: Move): Due {
  const { date, time, time_zone } = { ...due, ...to };
  return { date, ...(time && { time, ...(time_zone && { time_zone }) }) };
}

/** Moves tasks to a date; null removes the date. With `ruleOf`, all that follow move as well, by the rule it gives. */
export function reschedule(
  ids: readonly number[],
  to: Move | null,
  ruleOf?: (item: Item, due: Due) => TaskPatch["recurrence"] | undefined,
): void {
  const items = known(ids).filter((item) => to !== null || !item.recurrence);
  const label = t.did.scheduled(subject(items), to && dayName(to.date));
  update(
    items.map(({ id }) => id),
    (item) => {
      if (to === null) return { due: null };
      const due = dueAfter(item, to);
      const recurrence = ruleOf?.(item, due);
      return { due, ...(recurrence && { recurrence }) };
    },
    { label },
  );
}

export const prioritise = (ids: readonly number[], priority: Priority): void =>
  update(ids, { priority }, { label: t.did.prioritised(subject(known(ids)), t.priority[priority]) });

/** Reminds again at a moment. */
export function snooze(ids: readonly number[], until: Date): void {
  const at = until.toISOString();
  update(ids, { snoozed_until: at }, { label: t.did.snoozed(subject(known(ids)), instantName(at)) });
}

/** Adds a reminder at a moment. */
export const remindAt = (ids: readonly number[], at: Date): void =>
  update(ids, ({ reminders }) => ({ reminders: [...reminders, { at: at.toISOString() }] }));

export const tomorrow = (): string => addDays(today.value, 1);

/** Resolves an operation that the server refused. */
export const resolve = (op: Op, how: "insist" | "discard"): Promise<void> | undefined =>
  engine?.resolve(op.id, how);

/** Shows the result of an operation if it is not the expected one. */
export function tellSettled(op: Op, settled: Settled): void {
  const title = find(op.task)?.title ?? (op.change.kind === "create" ? op.change.task.title : "");
  if (settled === "merged") toast(t.settled.merged(title));
  if (settled === "conflict")
    toast(t.settled.conflict(title), { tone: "bad", actions: [openAction(op.task)] });
  if (settled === "failed") toast(t.settled.failed(title), { tone: "bad", actions: [openAction(op.task)] });
  if (settled === "kept") toast(t.settled.kept(title));
  // The tab that undoes reports it; see `tellUndone`.
  if (settled === "too-late" && !undoing.has(op.id))
    toast(t.settled.tooLate(t.subject([title])), { tone: "bad", kind: "undo" });
}

const openAction = (task: number) => ({
  label: t.open,
  run: () => {
    location.hash = `#/tasks/${task}`;
  },
});

const known = (ids: readonly number[]): Item[] => ids.flatMap((id) => find(id) ?? []);
const subject = (items: readonly Item[]): string => t.subject(items.map(({ title }) => title));
