import * as z from "zod";
import { Task } from "../../domain/task/task.ts";
import { Actor } from "../envelope.ts";
import { Origin } from "../origin.ts";
import { TaskAction } from "../schemas.ts";
import { Me } from "./account.ts";
import { Turn } from "./chat.ts";
import { Passkey } from "./passkeys.ts";

/** Identifies an export file of Taskwake, and the version of its format. */
export const exportFormat = { format: "taskwake", version: 1 } as const;

/** An entry of the audit trail. */
const AuditEntry = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  action: TaskAction,
  actor: Actor,
  task_id: z.int(),
  version: z.int(),
  operation_id: z.uuid().nullable(),
  /** Where the change came from, when an assistant made it. */
  origin: Origin.nullable(),
  /** The task after the change, in the schema of that time; without notes where they did not change. */
  task: z.record(z.string(), z.unknown()),
});

/** Everything of an account as one document. */
export const Export = z.object({
  format: z.literal(exportFormat.format),
  version: z.literal(exportFormat.version),
  exported_at: z.iso.datetime(),
  account: Me,
  passkeys: z.array(Passkey),
  /** All tasks except those in the trash. */
  tasks: z.array(Task),
  /** Oldest first. */
  audit: z.array(AuditEntry),
  /** What was said in the chat, by conversation, in order. */
  chat: z.array(Turn),
});

export type AuditEntry = z.infer<typeof AuditEntry>;
