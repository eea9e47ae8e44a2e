import type { Task } from "../domain/task/task.ts";
import type { Situation } from "./operation.ts";

/** A command that closes a task, perhaps as of another instant. */
interface Closing {
  closed_at?: string | null | undefined;
  undoes?: string | undefined;
}

/**
 * When a task is closed: as of the instant that the command names, which is when the person did it on a device without a
 * connection; never in the future, and not before the task was made. An undo of reopening restores the former instant.
 * (Default: when the command was accepted)
 */
export function closedAt({ closed_at, undoes }: Closing, task: Task, { acceptedAt }: Situation): string {
  if (!closed_at) return acceptedAt.toISOString();
  if (undoes) return closed_at;
  const earliest = Math.max(Date.parse(closed_at), Date.parse(task.created_at));
  return new Date(Math.min(earliest, acceptedAt.getTime())).toISOString();
}
