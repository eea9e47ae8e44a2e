import * as z from "zod";
import { Task } from "../../domain/task/task.ts";
import { Actor } from "../envelope.ts";
import { Origin } from "../origin.ts";
import { Problem } from "../problems.ts";
import { TaskAction } from "../schemas.ts";
import { Connection } from "./access.ts";
import { ListedSession, Me } from "./account.ts";
import { Conversation, Turn } from "./chat.ts";
import { ReportItem } from "./imports.ts";
import { Delivery, Device, ReminderHistory } from "./notifications.ts";
import { Passkey } from "./passkeys.ts";
import { Plan } from "./plans.ts";

/** Identifies an export file of Taskwake, and the version of its format. */
export const exportFormat = { format: "taskwake", version: 1 } as const;

const instant = z.iso.datetime();
/** As it is stored, in the schema of its time. */
const stored = z.record(z.string(), z.unknown());

/** The account, with what the API tells nobody. */
const Account = Me.extend({
  /** Who the person is to an external issuer. */
  external_subject: z.string().nullable(),
  /** When the account is erased; null unless its owner asked for it. */
  erase_at: instant.nullable(),
  /** When the person was last at work; null: not within a day. */
  seen_at: instant.nullable(),
  kept_bytes: z.int(),
  /** On the day `written_on`, in UTC. */
  written_bytes: z.int(),
  written_on: z.iso.date(),
});

/** A reminder, past or to come. */
const Reminder = ReminderHistory.omit({ reminder_id: true, deliveries: true }).extend({
  id: z.uuid(),
  task_id: z.int(),
  title: z.string(),
  created_at: instant,
  /** The notification that told of it together with others. */
  notification_id: z.uuid().nullable(),
});

/** A notification that is not delivered yet. */
const Notification = z.object({
  id: z.uuid(),
  event: stored,
  attempts: z.int(),
  next_try: instant,
  created_at: instant,
});

const Import = z.object({
  id: z.uuid(),
  format: z.string(),
  state: z.enum(["queued", "reading", "sending", "sent", "failed"]),
  /** What was told with the file: its media type, name and zone. */
  content: stored.nullable(),
  ...{ total: z.int(), read: z.int(), already: z.int() },
  report: z.array(ReportItem),
  problem: Problem.nullable(),
  created_at: instant,
});

/** An entry of the audit trail. */
const AuditEntry = z.object({
  seq: z.int(),
  at: instant,
  action: TaskAction,
  actor: Actor,
  task_id: z.int(),
  version: z.int(),
  operation_id: z.uuid().nullable(),
  /** Where the change came from, when an assistant made it. */
  origin: Origin.nullable(),
  /** The task after the change, in the schema of that time; without notes where they did not change. */
  task: stored,
});

/** A change that could not be handled, or a notification that could not be sent. */
const DeadLetter = z.object({
  event_id: z.string(),
  topic: z.string(),
  type: z.string(),
  event: stored,
  received_at: instant,
  replayed_at: instant.nullable(),
});

/** Everything that is kept about a person as one document, except secrets such as keys and hashes of tokens. */
export const Export = z.object({
  format: z.literal(exportFormat.format),
  version: z.literal(exportFormat.version),
  exported_at: instant,
  account: Account,
  sessions: z.array(ListedSession),
  /** Without their keys. */
  passkeys: z.array(Passkey),
  /** Devices that get push notifications. */
  devices: z.array(Device),
  /** Programs that may work with the tasks, and personal tokens without the tokens themselves. */
  connections: z.array(Connection.extend({ client_id: z.string() })),
  /** All tasks except those in the trash. */
  tasks: z.array(Task),
  trash: z.array(Task),
  reminders: z.array(Reminder),
  /** Notifications that are not delivered yet. */
  notifications: z.array(Notification),
  /** What was sent, where, and why something was not. */
  deliveries: z.array(Delivery),
  imports: z.array(Import),
  /** What assistants proposed; each item is the command with the task before and after it. */
  plans: z.array(Plan.omit({ url: true }).extend({ reason: z.string().nullable(), items: z.array(stored) })),
  /** The conversations with the assistant, and their summaries, which the model is given. */
  conversations: z.array(Conversation.extend({ summary: z.string() })),
  /** What was said in the chat, by conversation, in order. */
  chat: z.array(Turn),
  /** What the assistant's model and messages came to on a day, in UTC. */
  chat_usage: z.array(z.object({ day: z.iso.date(), tokens: z.int(), messages: z.int() })),
  dead_letters: z.array(DeadLetter),
  /** Oldest first. */
  audit: z.array(AuditEntry),
});

export type Export = z.infer<typeof Export>;
export type AuditEntry = z.infer<typeof AuditEntry>;
