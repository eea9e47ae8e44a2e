import { createHash } from "node:crypto";
import { derivedId } from "../domain/ids.ts";

/** The identity under which a task of a user is exported: its own id, bound to the user. */
export function uidOf(userId: string, taskId: number): string {
  return `${taskId}-${derivedId("task", userId, taskId)}@taskwake`;
}

/** The id of the user's own task that an exported identity names; undefined for any other. */
export function ownTaskId(userId: string, uid: string): number | undefined {
  const id = Number(/^(\d{1,15})-/.exec(uid)?.[1]);
  return id && uidOf(userId, id) === uid ? id : undefined;
}

/** Short hash of the content of an entry without an identity of its own. */
export function contentKey(...parts: unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 22);
}

/** Makes keys distinct in the order of the file: the second of two that are equal gets `#2`. */
export function distinctKeys(): (key: string) => string {
  const seen = new Map<string, number>();
  return (key) => {
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? key : `${key}#${count}`;
  };
}
