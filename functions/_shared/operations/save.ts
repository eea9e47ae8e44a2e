import type { OutgoingEvent } from "../contract/envelope.ts";
import { type ReminderSettings, reminderInstants } from "../domain/reminders.ts";
import type { Circumstances } from "../domain/task/rules.ts";
import type { Task } from "../domain/task/task.ts";
import type { Queryable } from "../store/database.ts";
import { insertReminders } from "../store/reminders/reminders.ts";
import { deleteTasks, insertTasks, updateTasks } from "../store/tasks/tasks.ts";
import { eventMaker, reminderEvent, taskEvents } from "./announcements.ts";
import type { Change, Operation } from "./operation.ts";
import { alignReminders, type ReminderChanges, remindersOf } from "./reminders.ts";

/** A change to write, with the sequence number that it gets. */
export interface Pending {
  operation: Operation;
  change: Change;
  at: Circumstances & ReminderSettings & { seq: number };
}

/** A changed task, and the events to publish. */
export interface Saved {
  task: Task;
  events: OutgoingEvent[];
}

/** Writes changes of different tasks with their reminders, and returns what was saved in the same order. */
export async function saveChanges(tx: Queryable, all: Pending[]): Promise<Saved[]> {
  const tasks = await writeTasks(tx, all);
  const reminders: ReminderChanges[] = [];
  for (const [index, each] of all.entries())
    reminders.push(await remindersFor(tx, each, tasks[index] as Task));
  await insertReminders(
    tx,
    reminders.flatMap(({ set }) => set),
  );
  return all.map((each, index) => {
    const task = tasks[index] as Task;
    return { task, events: eventsOf(each, task, reminders[index] as ReminderChanges) };
  });
}

/** Writes the tasks, new, changed and deleted ones in a statement each; returns them in the order of the changes. */
async function writeTasks(tx: Queryable, all: Pending[]): Promise<Task[]> {
  const written = new Map<Pending, Task>();
  const stamped = all.map((each) => ({
    each,
    userId: each.operation.userId,
    seq: each.at.seq,
    task: stampedBy(each),
  }));
  const write = async (some: typeof stamped, by: (rows: never[]) => Promise<Task[]>) => {
    const tasks = some.length > 0 ? await by(some as never) : [];
    for (const [index, { each }] of some.entries()) written.set(each, tasks[index] as Task);
  };
  await write(
    stamped.filter(({ each }) => each.change.before === null),
    (rows) => insertTasks(tx, rows),
  );
  const there = stamped.filter(({ each }) => each.change.before !== null);
  const isPurged = ({ each }: (typeof stamped)[number]) => each.change.action === "purged";
  await write(
    there.filter((one) => !isPurged(one)),
    (rows) => updateTasks(tx, rows),
  );
  await write(there.filter(isPurged), (rows) => deleteTasks(tx, rows));
  return all.map((each) => written.get(each) as Task);
}

function stampedBy({ operation, change: { before, after }, at }: Pending) {
  // What the system changes of itself, such as instants after a move to another zone, is no change by anyone.
  const isOwn = before !== null && operation.actor === "system";
  return { ...before, ...after, updated_at: isOwn ? before.updated_at : at.now.toISOString() };
}

async function remindersFor(
  tx: Queryable,
  { operation: { userId, acceptedAt, remindsSince = acceptedAt }, change: { before }, at }: Pending,
  task: Task,
): Promise<ReminderChanges> {
  const wanted = { instants: reminderInstants(task, at), since: remindsSince, newId: at.newId };
  if (before === null) return remindersOf(userId, task, [], wanted);
  // A task without reminders before and after the change needs no query.
  if (wanted.instants.length === 0 && !hasReminders(before)) return { set: [], cancelled: [] };
  return alignReminders(tx, userId, task, wanted);
}

function eventsOf(
  { operation, change, at }: Pending,
  task: Task,
  reminders: ReminderChanges,
): OutgoingEvent[] {
  const make = eventMaker({ ...operation, actor: change.actor ?? operation.actor }, at.newId);
  return [
    ...taskEvents(make, operation.userId, { task, ...change }),
    ...reminders.cancelled.map((row) => reminderEvent(make, row, "cancelled")),
    ...reminders.set.map((row) => reminderEvent(make, row, "set")),
  ];
}

const hasReminders = (task: Task): boolean => task.reminders.length > 0 || task.snoozed_until !== null;
