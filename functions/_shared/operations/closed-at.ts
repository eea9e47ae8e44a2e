import type { Task } from "../domain/task/task.ts";
import { instantOf } from "../domain/wall-clock.ts";
import type { Situation } from "./operation.ts";

/** A command that closes a task, perhaps as of another instant. */
interface Closing {
  closed_at?: string | null | undefined;
  undoes?: string | undefined;
}

/**
 * When a task is closed: as of the instant that the command names, which is when the person did it on a device without a
 * connection; never in the future, and not before the task was made or the day it was due: a chore of yesterday may be
 * written down today. An undo of reopening restores the former instant. (Default: when the command was accepted)
 */
export function closedAt(
  { closed_at, undoes }: Closing,
  task: Task,
  { acceptedAt, zone }: Situation,
): string {
  if (!closed_at) return acceptedAt.toISOString();
  if (undoes) return closed_at;
  const made = Date.parse(task.created_at);
  const due = task.due ? instantOf({ ...task.due, time: "00:00" }, zone).getTime() : made;
  const earliest = Math.max(Date.parse(closed_at), Math.min(made, due));
  return new Date(Math.min(earliest, acceptedAt.getTime())).toISOString();
}
