import { type OutgoingEvent, outgoing } from "../contract/envelope.ts";
import {
  eventTypes,
  type OperationResult,
  type ReminderEvent,
  type TaskAction,
  type TaskEvent,
  type TaskUpdate,
} from "../contract/schemas.ts";
import { type Topic, topics } from "../contract/topics.ts";
import type { Task } from "../domain/task/task.ts";
import type { ReminderRow } from "../store/reminders/reminders.ts";
import type { Operation } from "./operation.ts";

/** Topics that every operation may publish to. */
export const operationTopics = [
  topics.taskEvents,
  topics.taskUpdates,
  topics.reminders,
  topics.operationResults,
] as const;

/** Characters of notes beyond which only `task-events` carries the task: a broker keeps every copy for days. */
const longNotes = 2000;
const isLong = (task: { notes?: string } | null | undefined): boolean =>
  (task?.notes?.length ?? 0) > longNotes;

/** Makes an event of an operation, about one task or about none. */
type MakeEvent = (topic: Topic, type: string, taskId: number | undefined, data: object) => OutgoingEvent;

/**
 * Makes events with the envelope that all events of one operation share; their time is when the operation was accepted.
 */
export function eventMaker(operation: Operation, newId: () => string): MakeEvent {
  const { name: from, userId, actor, origin, id: operationId, acceptedAt: time, traceparent } = operation;
  const common = { from, userId, actor, origin, time, operationId, traceparent };
  return (topic, type, taskId, data) => outgoing(topic, { ...common, id: newId(), type, taskId, data });
}

/** What the user's devices are told of a task; without one that has long notes, which `sync` reads. */
export function taskUpdate(
  task: Task,
  about: Pick<TaskUpdate, "operation" | "user_id" | "timestamp">,
): TaskUpdate {
  const { id: task_id, seq, version } = task;
  return { ...about, task_id, task_data: isLong(task) ? null : task, seq, version };
}

/** The events of a change: for the audit trail and the rules, and for the user's other devices. */
export function taskEvents(
  make: MakeEvent,
  user_id: string,
  { task, before, action }: { task: Task; before: Task | null; action: TaskAction },
): OutgoingEvent[] {
  const common = { user_id, timestamp: task.updated_at };
  const keptNotes = task.notes !== "" && task.notes === before?.notes;
  const event: TaskEvent = {
    ...{ event_type: action, task_id: task.id, task_data: task, ...common },
    ...(keptNotes && { notes_kept: true }),
  };
  const update = taskUpdate(task, { operation: action, ...common });
  return [
    make(topics.taskEvents, eventTypes.task[action], task.id, event),
    make(topics.taskUpdates, eventTypes.taskUpdate, task.id, update),
  ];
}

/** The event for `remind` that a reminder was set or cancelled. */
export function reminderEvent(
  make: MakeEvent,
  row: ReminderRow,
  state: ReminderEvent["state"],
): OutgoingEvent {
  const data: ReminderEvent = {
    task_id: row.task_id,
    title: row.title,
    due_at: row.due_at?.toISOString() ?? null,
    remind_at: row.remind_at.toISOString(),
    user_id: row.user_id,
    reminder_id: row.id,
    state,
  };
  return make(topics.reminders, eventTypes.reminder[state], row.task_id, data);
}

/** The event for the api with the result of an operation, which is stored already. */
export function resultEvent(make: MakeEvent, result: OperationResult): OutgoingEvent {
  const { task_data: task, problem } = result;
  const leftOut = { task_data: null, problem: null, stored: true as const };
  const data = isLong(task) || isLong(problem?.task) ? { ...result, ...leftOut } : result;
  return make(topics.operationResults, eventTypes.operationFinished, task?.id, data);
}
