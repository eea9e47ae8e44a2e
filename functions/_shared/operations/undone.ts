import type { Made } from "../store/operations/operations.ts";

/**
 * Whether all changes of a task after a version were undone, so that its version `now` has the content of that version
 * again. `made` are the operations that made the versions after it.
 */
export function isBackAt(version: number, now: number, made: readonly Made[]): boolean {
  const byVersion = new Map(made.map((each) => [each.version, each]));
  const byId = new Map(made.map((each) => [each.id, each]));
  let at = now;
  while (at > version) {
    const undone = byId.get(byVersion.get(at)?.undoes ?? "");
    if (!undone) return false;
    // An undo leaves the content from before the operation it undoes.
    at = undone.version - 1;
  }
  return at === version;
}
