import type { Due, Task } from "../domain/task/task.ts";
import type { ChatReply } from "./chat.ts";
import type { Notification } from "./schemas.ts";

/** A piece of a reply, for the devices of its person. */
type ReplyPiece<Piece = ChatReply> = Piece extends unknown ? Omit<Piece, "user_id"> : never;

/** A message to a connected device. `reset`: the device's cursor is too old, it must load everything. */
export type SyncMessage =
  | { type: "hello"; seq: number }
  | { type: "change"; seq: number; operation: string; task: Task }
  | { type: "reminder"; reminder_id: string; task: Task }
  | ({ type: "chat" } & ReplyPiece)
  | { type: "reset" };

/** The content of a push for the service worker; a repeated push replaces the first one by its tag. */
export interface PushPayload {
  kind: Notification["kind"];
  user_id: string;
  title: string;
  body: string;
  /** The task with its due date, for a reminder of a task. */
  task_id: number | null;
  due: Due | null;
  due_at: string | null;
  /** The notification's id. */
  reminder_id: string;
  remind_at: string;
  late: boolean;
  tag: string;
}
