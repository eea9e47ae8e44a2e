import type { Task } from "../domain/task/task.ts";
import type { Notification } from "./schemas.ts";

/** What a connected device is sent. `reset`: its cursor is too old, load everything. */
export type SyncMessage =
  | { type: "hello"; seq: number }
  | { type: "change"; seq: number; operation: string; task: Task }
  | { type: "reminder"; reminder_id: string; task: Task }
  | { type: "reset" };

/** What a push carries to the service worker; by the tag a repeated push replaces itself. */
export type PushPayload = Pick<
  Notification,
  "kind" | "user_id" | "title" | "body" | "task_id" | "reminder_id" | "due" | "due_at" | "remind_at" | "late"
> & { tag: string };
