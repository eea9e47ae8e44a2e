import type { Due, Task } from "../domain/task/task.ts";
import type { Notification } from "./schemas.ts";

/** What a connected device is sent. `reset`: its cursor is too old, load everything. */
export type SyncMessage =
  | { type: "hello"; seq: number }
  | { type: "change"; seq: number; operation: string; task: Task }
  | { type: "reminder"; reminder_id: string; task: Task }
  | { type: "reset" };

/** What a push carries to the service worker; by the tag a repeated push replaces itself. */
export interface PushPayload {
  kind: Notification["kind"];
  user_id: string;
  title: string;
  body: string;
  /** The task it is about, with its due date, where there is one. */
  task_id: number | null;
  due: Due | null;
  due_at: string | null;
  /** The notification's id. */
  reminder_id: string;
  remind_at: string;
  late: boolean;
  tag: string;
}
