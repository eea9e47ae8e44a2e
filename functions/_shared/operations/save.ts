import type { Circumstances } from "../domain/changes.ts";
import { reminderInstants } from "../domain/reminders.ts";
import type { Task } from "../domain/task.ts";
import type { OutgoingEvent } from "../events/envelope.ts";
import {
  eventTypes,
  type ReminderEvent,
  type TaskAction,
  type TaskEvent,
  type TaskUpdate,
} from "../events/schemas.ts";
import { topics } from "../events/topics.ts";
import type { Queryable } from "../store/database.ts";
import { writeOutbox } from "../store/outbox.ts";
import { alignReminders, type ReminderRow } from "../store/reminders.ts";
import { insertTask, updateTask } from "../store/tasks.ts";
import type { Change, Operation } from "./run.ts";

/** Writes one change with its reminders and events, and returns the task as it is now. */
export async function saveChange(
  tx: Queryable,
  operation: Operation,
  { before, after, action }: Change,
  at: Circumstances & { seq: number },
): Promise<Task> {
  const { userId } = operation;
  const stamped = { ...after, updated_at: at.now.toISOString() };
  const task = before
    ? await updateTask(tx, userId, at.seq, { ...before, ...stamped })
    : await insertTask(tx, userId, at.seq, stamped);
  const instants = reminderInstants(task, at.zone);
  // A task without reminders before and after has no rows to look at.
  const reminders =
    instants.length > 0 || (before && hasReminders(before))
      ? await alignReminders(tx, userId, task, { instants, since: operation.acceptedAt, newId: at.newId })
      : { set: [], cancelled: [] };
  const envelope = envelopeOf(operation, task, at);
  await writeOutbox(tx, operation.id, [
    ...taskEvents(envelope, operation.userId, task, action),
    ...reminders.cancelled.map((row) => reminderEvent(envelope, row, "cancelled")),
    ...reminders.set.map((row) => reminderEvent(envelope, row, "set")),
  ]);
  return task;
}

const hasReminders = (task: Task): boolean => task.reminders.length > 0 || task.snoozed_until !== null;

type MakeEvent = (topic: OutgoingEvent["topic"], type: string, data: object) => OutgoingEvent;

function envelopeOf(operation: Operation, task: Task, at: Circumstances): MakeEvent {
  return (topic, type, data) => ({
    topic,
    event: {
      specversion: "1.0",
      id: at.newId(),
      source: `/${operation.name}`,
      type,
      subject: String(task.id),
      time: at.now.toISOString(),
      datacontenttype: "application/json",
      partitionkey: operation.userId,
      actor: operation.actor,
      operationid: operation.id,
      data,
    },
  });
}

function taskEvents(make: MakeEvent, user_id: string, task: Task, action: TaskAction): OutgoingEvent[] {
  const common = { task_id: task.id, task_data: task, user_id, timestamp: task.updated_at };
  const event: TaskEvent = { event_type: action, ...common };
  const update: TaskUpdate = { operation: action, ...common, seq: task.seq, version: task.version };
  return [
    make(topics.taskEvents, eventTypes.task[action], event),
    make(topics.taskUpdates, eventTypes.taskUpdate, update),
  ];
}

function reminderEvent(make: MakeEvent, row: ReminderRow, state: ReminderEvent["state"]): OutgoingEvent {
  const data: ReminderEvent = {
    task_id: row.task_id,
    title: row.title,
    due_at: row.due_at?.toISOString() ?? null,
    remind_at: row.remind_at.toISOString(),
    user_id: row.user_id,
    reminder_id: row.id,
    state,
  };
  return make(topics.reminders, eventTypes.reminder[state], data);
}
