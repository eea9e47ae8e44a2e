import * as z from "zod";
import { Due, ImportedTask, Instant, Task, TaskPatch } from "../domain/task/task.ts";
import { Actor } from "./envelope.ts";
import { Origin } from "./origin.ts";
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
    purged: "todo.task.v1.purged",
    "occurrence-generated": "todo.task.v1.occurrence-generated",
  },
  reminder: {
    set: "todo.reminder.v1.set",
    cancelled: "todo.reminder.v1.cancelled",
    triggered: "todo.reminder.v1.triggered",
  },
  notification: {
    reminders: "todo.notification.v1.reminders",
    digest: "todo.notification.v1.digest",
    test: "todo.notification.v1.test",
    confirmation: "todo.notification.v1.confirmation",
    "password-reset": "todo.notification.v1.password-reset",
    "password-changed": "todo.notification.v1.password-changed",
    "account-ends": "todo.notification.v1.account-ends",
    "passkey-added": "todo.notification.v1.passkey-added",
    "passkey-removed": "todo.notification.v1.passkey-removed",
  },
  taskUpdate: "todo.task-update.v1",
  importUploaded: "todo.import.v1.uploaded",
  chat: {
    message: "todo.chat.v1.message",
    deleted: "todo.chat.v1.deleted",
    reply: "todo.chat.v1.reply",
  },
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
  /** Whether the task has the notes of the version before, which the audit trail then has already. */
  notes_kept: z.literal(true).optional(),
});

/** `task-updates`: a change for the user's other devices; a delivered reminder keeps the task's `seq`. */
export const TaskUpdate = z.object({
  operation: z.enum([...TaskAction.options, "reminded"]),
  task_id: z.int(),
  /** Null for a task with long notes, which is read from the database instead. */
  task_data: Task.nullable(),
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

/** The user, in the data of every notification. */
const told = { user_id: z.uuid() };

/** A reminder of a task is due. */
const TriggeredReminder = z.object({
  kind: z.literal("reminder"),
  ...told,
  reminder_id: z.uuid(),
  task_id: z.int(),
  title: z.string(),
  /** The due date as the person set it; `due_at` alone does not show whether it is all-day. */
  due: Due.nullable().default(null),
  due_at: Instant.nullable(),
  remind_at: Instant,
  late: z.boolean().default(false),
});

/** Fields of a notification that is no reminder: its id, and the instant of its request. */
const asked = { ...told, notification_id: z.uuid(), requested_at: Instant };

/**
 * The kinds of notification. None contains a link that grants something: `notify` makes such a link when it sends the
 * mail.
 */
const ToldNotification = z.discriminatedUnion("kind", [
  TriggeredReminder,
  /** So many reminders of one moment, the first of them by name; `requested_at` is the earliest instant. */
  z.object({
    kind: z.literal("reminders"),
    ...asked,
    count: z.int().positive(),
    reminders: z.array(z.object({ reminder_id: z.uuid(), task_id: z.int(), title: z.string() })),
    late: z.boolean(),
  }),
  /** The daily digest: titles of the tasks due today, and of those due earlier. */
  z.object({
    kind: z.literal("digest"),
    ...asked,
    today: z.array(z.string()),
    overdue: z.array(z.string()),
  }),
  /** A person tests their own devices. */
  z.object({ kind: z.literal("test"), ...asked }),
  /** An address is to be confirmed by a mailed link. */
  z.object({ kind: z.literal("confirmation"), ...asked }),
  /**
   * A password was forgotten; `replaces` is the fingerprint of the password that the link may replace. `proves`: it also
   * goes to an address that is not confirmed, which somebody registered again, and using it confirms the address.
   */
  z.object({
    kind: z.literal("password-reset"),
    ...asked,
    replaces: z.string(),
    proves: z.boolean().optional(),
  }),
  /** A password was changed or set anew. */
  z.object({ kind: z.literal("password-changed"), ...asked }),
  /** The account will be erased. */
  z.object({ kind: z.literal("account-ends"), ...asked, erase_at: Instant }),
  /** The account can be logged in to by one more passkey, or no longer by one. */
  z.object({ kind: z.literal("passkey-added"), ...asked, name: z.string() }),
  z.object({ kind: z.literal("passkey-removed"), ...asked, name: z.string() }),
]);

/**
 * Notifications other than reminders as version 0.1.0 published them: as a reminder, with words and link. They are
 * accepted until the next release, since such events may still be in the topic; see CHANGELOG.md.
 */
const FormerNotification = z.object({
  kind: z.enum(["digest", "test", "confirmation", "password-reset"]),
  ...told,
  reminder_id: z.uuid(),
  title: z.string(),
  body: z.string().default(""),
  link: z.string().optional(),
  remind_at: Instant,
});

/** `notifications`: a notification to deliver to a person. */
export const Notification = z.union([ToldNotification, FormerNotification]);

/** `import-files`: a file was uploaded and has to be read. */
export const ImportUploaded = z.object({ import_id: z.uuid(), user_id: z.uuid() });

/** `operation-results`: how a command ended. */
export const OperationResult = z.object({
  operation_id: z.uuid(),
  status: z.enum(["succeeded", "failed"]),
  task_data: Task.nullable(),
  /** Whether the task has long notes and is left out: the operation's row has the whole result. */
  stored: z.literal(true).optional(),
  problem: Problem.nullable(),
  /** Fingerprint of the request that was executed: a different request under the same key is refused. */
  fingerprint: z.string().optional(),
});

/** Fields that every command has beside its arguments. */
const sent = {
  operation_id: z.uuid(),
  user_id: z.uuid(),
  actor: Actor,
  fingerprint: z.string(),
  /** Where it comes from, when an assistant sent it. */
  origin: Origin.optional(),
};
const command = <Shape extends z.ZodRawShape>(shape: Shape) => z.object({ ...sent, ...shape });
/** The series in which a rule counts; undoing a change of the rule restores it. */
const Series = z.object({
  series_id: z.uuid().nullable(),
  occurrence: z.int().positive().nullable(),
  anchor: Due.nullable(),
});
/** When a task was closed; undoing its reopening closes it at the same instant. */
const closed_at = z.iso.datetime().nullish();
/** When the person made it on a device without a connection: reminders due since then ring, as late ones. */
const made_at = z.iso.datetime().optional();
const onTask = {
  task_id: z.int().positive(),
  version: z.int().positive().nullable(),
  /** The operation that this one undoes. */
  undoes: z.uuid().optional(),
};

/** An entry of an import after the first one of its event; each is an operation of its own. */
const FurtherEntry = z.object({ operation_id: z.uuid(), fingerprint: z.string(), task: ImportedTask });

/**
 * Commands by topic. `version` is the one the change was made against; null skips the check. An empty patch only
 * recomputes the instants; version 0.1.0 sent it after a change of the user's time zone.
 */
export const commands = {
  "create-task": command({ task: ImportedTask, made_at }),
  "import-task": command({ task: ImportedTask, more: z.array(FurtherEntry).max(99).optional() }),
  "update-task": command({
    ...onTask,
    patch: z.union([TaskPatch, z.strictObject({})]),
    series: Series.optional(),
    made_at,
  }),
  "move-task": command(onTask),
  "complete-task": command({ ...onTask, closed_at }),
  "reopen-task": command(onTask),
  "skip-task": command({ ...onTask, closed_at }),
  "delete-task": command(onTask),
  "restore-task": command(onTask),
  "purge-task": command(onTask),
} as const satisfies Record<CommandTopic, z.ZodType>;

export type TaskEvent = z.infer<typeof TaskEvent>;
export type TaskUpdate = z.infer<typeof TaskUpdate>;
export type ReminderEvent = z.infer<typeof ReminderEvent>;
/** A notification as this version publishes it. */
export type ToldNotification = z.infer<typeof ToldNotification>;
/** A notification as it may be received. */
export type Notification = z.infer<typeof Notification>;
export type TriggeredReminder = z.infer<typeof TriggeredReminder>;
export type FormerNotification = z.infer<typeof FormerNotification>;
export type ImportUploaded = z.infer<typeof ImportUploaded>;
export type OperationResult = z.infer<typeof OperationResult>;
export type Command<Topic extends CommandTopic> = z.infer<(typeof commands)[Topic]>;
/** Arguments of a command; the sender adds the user and the operation id. */
export type Arguments<Topic extends CommandTopic> = Omit<
  z.input<(typeof commands)[Topic]>,
  keyof typeof sent
>;
/** A command's topic with its arguments: what is sent, and what is stored to undo an operation. */
export type CommandCall = {
  [Topic in CommandTopic]: { command: Topic; arguments: Arguments<Topic> };
}[CommandTopic];
