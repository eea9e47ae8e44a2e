import { batch, computed, signal } from "@preact/signals";
import { priorities } from "../../../functions/_shared/domain/task/fields.ts";
import { positionOf } from "../../../functions/_shared/domain/task/position.ts";
import { initial } from "../../../functions/_shared/domain/task/rules.ts";
import { localOf, wholeDayTime } from "../../../functions/_shared/domain/wall-clock.ts";
import { type Op, project } from "../core/ops.ts";
import type { Snapshot, Written } from "../core/storage.ts";
import type { Me, Task } from "../core/types.ts";
import { deviceZone } from "../lib/zone.ts";
import { minute } from "./clock.ts";

/** A task as it is shown: with its unsaved changes applied. */
export interface Item extends Task {
  /** Does not change when the server gives a new task its id. */
  key: number;
  /** Local due date in the person's zone. */
  day: string | null;
  /** Local due time in the person's zone. */
  time: string | null;
  /** The state of its unsaved operations. */
  unsaved: "saving" | "conflict" | "failed" | null;
}

const base = new Map<number, Task>();
const queued = new Map<string, Op>();
const aliases = new Map<number, number>();
const keys = new Map<number, number>();
let byId = new Map<number, Item>();
let held = new Set<number>();

/** A task before and after a change, for the lists. */
export interface Step {
  before: Item | undefined;
  after: Item | undefined;
}
/** The latest changes of `items`: a list follows these instead of recomputing everything. */
const steps: Step[][] = [];
const stepsKept = 32;
/** Number of changes of `items`. */
let version = 0;
export const versionOfItems = (): number => version;

/** The changes of `items` since that version; undefined when everything may have changed. */
export function stepsSince(seen: number): Step[] | undefined {
  const missing = version - seen;
  if (missing > steps.length) return undefined;
  return missing === 0 ? [] : steps.slice(-missing).flat();
}

/** All tasks ordered by due date, including deleted and done ones. */
export const items = signal<readonly Item[]>([]);
/** The queue in order. */
export const queue = signal<readonly Op[]>([]);
/** Operations that need a decision by the person. */
export const stuck = computed(() => queue.value.filter(isStuck));
/** Whether this device has ever loaded everything. */
export const loaded = signal(false);
export const me = signal<Me | null>(null);
export const zone = computed(() => me.value?.time_zone ?? deviceZone());
/** The person's settings for reminders; their server may be of a version before the time for whole days. */
export const reminderSettings = computed(() => ({
  zone: zone.value,
  wholeDayTime: me.value?.notifications.whole_day_time ?? wholeDayTime,
}));
export const today = computed(() => localOf(minute.value, zone.value).date);
/** The present local time, to the minute. */
export const clock = computed(() => localOf(minute.value, zone.value).time);

/** The task with that id, or with that temporary id. */
export function find(id: number): Item | undefined {
  // Read, so that a view that shows the task is drawn again when tasks change.
  items.value;
  return byId.get(aliases.get(id) ?? id);
}
export const baseOf = (id: number): Task | undefined => base.get(aliases.get(id) ?? id);
export const canonical = (id: number): number => aliases.get(id) ?? id;
export const opsOf = (id: number): Op[] => queue.value.filter((op) => op.task === canonical(id));

/** Sets everything at the start. */
export function load(snapshot: Snapshot): void {
  for (const task of snapshot.tasks) base.set(task.id, task);
  for (const op of snapshot.ops) queued.set(op.id, op);
  for (const [local, id] of snapshot.aliases) name(local, id);
  batch(() => {
    readMeta(snapshot.meta);
    rebuild();
  });
}

/** Applies the writes of a transaction, from here or another tab. */
export function take(written: Written): void {
  const touched = new Set<number>(written.removed);
  for (const [local, id] of written.aliases) {
    name(local, id);
    touched.add(local).add(id);
  }
  for (const task of written.tasks) {
    // A task that was shown before it was stored arrives a second time.
    if (base.get(task.id) === task) continue;
    base.set(task.id, task);
    touched.add(task.id);
  }
  for (const id of written.removed) base.delete(id);
  for (const op of written.ops) put(op, touched);
  for (const id of written.done) drop(id, touched);
  batch(() => {
    if (readMeta(written.meta, touched)) rebuild();
    else refresh(touched);
  });
}

/** Shows an operation before it is stored. */
export function pend(op: Op): void {
  const touched = new Set<number>();
  put(op, touched);
  refresh(touched);
}

/** Removes an operation that could not be stored. */
export function unpend(id: string): void {
  const touched = new Set<number>();
  drop(id, touched);
  refresh(touched);
}

function put(op: Op, touched: Set<number>): void {
  const former = queued.get(op.id);
  queued.set(op.id, op);
  // An operation looks the same while it goes from stored to sent: no list needs to be drawn again.
  if (former?.task === op.task && isStuck(former) === isStuck(op)) return;
  if (former) touched.add(former.task);
  touched.add(op.task);
}

const isStuck = ({ state }: Op): boolean => state === "conflict" || state === "failed";

function drop(id: string, touched: Set<number>): void {
  const op = queued.get(id);
  if (!op) return;
  queued.delete(id);
  touched.add(op.task);
}

function name(local: number, id: number): void {
  aliases.set(local, id);
  keys.set(id, local);
}

/** Reads what is stored beside the tasks; true when it may change how every task looks. */
function readMeta(meta: Record<string, unknown>, touched?: Set<number>): boolean {
  const former = zone.value;
  if (meta.me && JSON.stringify(meta.me) !== JSON.stringify(me.value)) me.value = meta.me as Me;
  if (meta.loaded) loaded.value = true;
  if (meta.held) {
    const next = new Set(meta.held as number[]);
    for (const id of [...held, ...next]) if (held.has(id) !== next.has(id)) touched?.add(id);
    held = next;
  }
  return zone.value !== former;
}

function rebuild(): void {
  const ids = new Set(base.keys());
  for (const { task } of queued.values()) ids.add(task);
  refreshAll(ids, new Map());
}

/** Recomputes the tasks with these ids, keeps the others, and sorts all. */
function refreshAll(touched: ReadonlySet<number>, known: Map<number, Item>): void {
  const pending = pendingByTask();
  byId = known;
  for (const id of touched) {
    const item = itemOf(id, pending.get(id) ?? []);
    if (item) byId.set(id, item);
    else byId.delete(id);
  }
  steps.length = 0;
  version++;
  batch(() => {
    items.value = [...byId.values()].sort(compare);
    showQueue();
  });
}

function refresh(touched: ReadonlySet<number>): void {
  if (touched.size === 0) showQueue();
  else if (touched.size > 200) refreshAll(touched, byId);
  else refreshSome(touched);
}

function refreshSome(touched: ReadonlySet<number>): void {
  const next = items.value.slice();
  const pending = pendingByTask();
  const changes: Step[] = [];
  for (const id of touched) {
    const before = byId.get(id);
    const after = itemOf(id, pending.get(id) ?? []);
    if (!before && !after) continue;
    if (before) next.splice(place(next, before), 1);
    if (after) {
      byId.set(id, after);
      next.splice(place(next, after), 0, after);
    } else byId.delete(id);
    changes.push({ before, after });
  }
  if (changes.length > 0) {
    steps.push(changes);
    if (steps.length > stepsKept) steps.shift();
    version++;
  }
  batch(() => {
    if (changes.length > 0) items.value = next;
    showQueue();
  });
}

function showQueue(): void {
  if (queued.size > 0 || queue.value.length > 0) queue.value = inOrder(queued.values());
}

/** The queue grouped by task, each in order. */
export function pendingByTask(): Map<number, Op[]> {
  const found = new Map<number, Op[]>();
  for (const op of inOrder(queued.values())) {
    const ops = found.get(op.task);
    if (ops) ops.push(op);
    else found.set(op.task, [op]);
  }
  return found;
}

const inOrder = (ops: Iterable<Op>): Op[] =>
  [...ops].sort((a, b) => (a.n ?? Infinity) - (b.n ?? Infinity) || (a.id < b.id ? -1 : 1));

function itemOf(id: number, ops: Op[]): Item | undefined {
  if (held.has(id)) return undefined;
  const task = project(base.get(id), ops, zone.value);
  if (!task) return undefined;
  const stuck = ops.find(isStuck);
  const unsaved = ops.length === 0 ? null : ((stuck?.state as "conflict" | undefined) ?? "saving");
  // A task that was stored before a field existed has the field's initial value.
  return { ...initial, ...task, id, key: keys.get(id) ?? id, ...dueIn(task), unsaved };
}

function dueIn({ due, due_at }: Task): Pick<Item, "day" | "time"> {
  if (!due) return { day: null, time: null };
  if (!due.time || !due.time_zone || !due_at) return { day: due.date, time: due.time ?? null };
  const { date: day, time } = localOf(new Date(due_at), zone.value);
  return { day, time };
}

/** The place of a priority, the highest first. */
export const rankOf = ({ priority }: Task): number => priorities.indexOf(priority);

/** By due day and time, tasks without a time last; then by priority. */
export function compareDue(a: Item, b: Item): number {
  if (a.day !== b.day) return (a.day ?? "~") < (b.day ?? "~") ? -1 : 1;
  const [left, right] = [a.time ?? "~", b.time ?? "~"];
  if (left !== right) return left < right ? -1 : 1;
  return rankOf(a) - rankOf(b);
}

/** By due date and priority, then in the person's own order. */
export const compare = (a: Item, b: Item): number => compareDue(a, b) || comparePosition(a, b);

/** In the person's own order: as the tasks were written, but for those that were moved. */
export function comparePosition(a: Item, b: Item): number {
  if (a.position || b.position) {
    const [left, right] = [positionOf(a), positionOf(b)];
    if (left !== right) return left < right ? -1 : 1;
  }
  // The server's clock counts from when it received a task: one that it does not have yet is newer.
  if (a.id < 0 !== b.id < 0) return a.id < 0 ? 1 : -1;
  if (a.created_at !== b.created_at) return a.created_at < b.created_at ? -1 : 1;
  return a.id - b.id;
}

/** The index of an item in a sorted list, present or not. */
export function place(sorted: readonly Item[], item: Item, order = compare): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order(sorted[middle] as Item, item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
