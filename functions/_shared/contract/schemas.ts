import * as z from "zod";
import { Due, ImportedTask, Instant, Task, TaskPatch } from "../domain/task/task.ts";
import { Actor } from "./envelope.ts";
import { Problem } from "./problems.ts";
import type { CommandTopic } from "./topics.ts";

/** Types of the CloudEvents, `todo.<resource>.v<N>.<action>`. */
export const eventTypes = {
  task: {
    created: "todo.task.v1.created",
    updated: "todo.task.v1.updated",
    completed: "todo.task.v1.completed",
    reopened: "todo.task.v1.reopened",
    skipped: "todo.task.v1.skipped",
    deleted: "todo.task.v1.deleted",
    restored: "todo.task.v1.restored",
    "occurrence-generated": "todo.task.v1.occurrence-generated",
  },
  reminder: {
    set: "todo.reminder.v1.set",
    cancelled: "todo.reminder.v1.cancelled",
    triggered: "todo.reminder.v1.triggered",
  },
  taskUpdate: "todo.task-update.v1",
  operationFinished: "todo.operation.v1.finished",
} as const;

export type TaskAction = keyof typeof eventTypes.task;
export const TaskAction = z.enum(Object.keys(eventTypes.task) as [TaskAction, ...TaskAction[]]);

/** Type of the CloudEvent that carries a command. */
export const commandType = (topic: CommandTopic) => `todo.command.v1.${topic}`;

/** `task-events`: what happened to a task. */
export const TaskEvent = z.object({
  event_type: TaskAction,
  task_id: z.int(),
  task_data: Task,
  user_id: z.uuid(),
  timestamp: Instant,
});

/** `task-updates`: the change as the user's other devices need it; a reminder that arrived keeps the task's `seq`. */
export const TaskUpdate = z.object({
  operation: z.enum([...TaskAction.options, "reminded"]),
  task_id: z.int(),
  task_data: Task,
  user_id: z.uuid(),
  timestamp: Instant,
  seq: z.int(),
  version: z.int(),
});

/** `reminders`: a reminder was set or cancelled. */
export const ReminderEvent = z.object({
  task_id: z.int(),
  title: z.string(),
  due_at: Instant.nullable(),
  remind_at: Instant,
  user_id: z.uuid(),
  reminder_id: z.uuid(),
  state: z.enum(["set", "cancelled"]),
});

/** `notifications`: a reminder is due, or the day's digest is, or an address is to be confirmed, and has to reach the person. */
export const Notification = z.object({
  task_id: z.int().nullable(),
  title: z.string(),
  due_at: Instant.nullable(),
  remind_at: Instant,
  user_id: z.uuid(),
  reminder_id: z.uuid(),
  kind: z.enum(["reminder", "digest", "test", "confirmation", "password-reset"]).default("reminder"),
  body: z.string().default(""),
  /** Path it leads to. (Default: its task) */
  link: z.string().optional(),
  /** The task's due date as the person set it; `due_at` alone does not say that it is at no time of the day. */
  due: Due.nullable().default(null),
  late: z.boolean().default(false),
});

/** `operation-results`: how a command ended. */
export const OperationResult = z.object({
  operation_id: z.uuid(),
  status: z.enum(["succeeded", "failed"]),
  task_data: Task.nullable(),
  problem: Problem.nullable(),
  /** Of the request that was carried out: another one under the same key is told so. */
  fingerprint: z.string().optional(),
});

/** What every command says beside its arguments. */
const sent = { operation_id: z.uuid(), user_id: z.uuid(), actor: Actor, fingerprint: z.string() };
const command = <Shape extends z.ZodRawShape>(shape: Shape) => z.object({ ...sent, ...shape });
/** The series that a rule counts in, where taking back a change of the rule gives it back. */
const Series = z.object({
  series_id: z.uuid().nullable(),
  occurrence: z.int().positive().nullable(),
  anchor: Due.nullable(),
});
/** When a task was closed, where taking back its opening closes it as it was. */
const closed_at = z.iso.datetime().nullish();
const onTask = { task_id: z.int().positive(), version: z.int().positive().nullable() };

/**
 * Commands by topic. `version` is the one the change was made against; null skips the check. An empty
 * patch computes the instants anew, as after a move to another time zone.
 */
export const commands = {
  "create-task": command({ task: ImportedTask }),
  "import-task": command({ task: ImportedTask }),
  "update-task": command({
    ...onTask,
    patch: z.union([TaskPatch, z.strictObject({})]),
    series: Series.optional(),
  }),
  "complete-task": command({ ...onTask, closed_at }),
  "reopen-task": command(onTask),
  "skip-task": command({ ...onTask, closed_at }),
  "delete-task": command(onTask),
  "restore-task": command(onTask),
} as const satisfies Record<CommandTopic, z.ZodType>;

export type TaskEvent = z.infer<typeof TaskEvent>;
export type TaskUpdate = z.infer<typeof TaskUpdate>;
export type ReminderEvent = z.infer<typeof ReminderEvent>;
export type Notification = z.infer<typeof Notification>;
export type OperationResult = z.infer<typeof OperationResult>;
export type Command<Topic extends CommandTopic> = z.infer<(typeof commands)[Topic]>;
/** What a command is sent with; the sender adds whose it is, and which operation. */
export type Arguments<Topic extends CommandTopic> = Omit<
  z.input<(typeof commands)[Topic]>,
  keyof typeof sent
>;
/** A command by its topic, with the arguments that belong to it: as it is sent, and kept to take an operation back. */
export type CommandCall = {
  [Topic in CommandTopic]: { command: Topic; arguments: Arguments<Topic> };
}[CommandTopic];
