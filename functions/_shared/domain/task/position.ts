/**
 * Places in a person's own order of their tasks: fractional indexes in base 62, as the package `fractional-indexing`
 * makes them. Between any two there is another, so moving a task changes that task only.
 */

/** The first character says how many digits the whole part has: `a` one, `z` 26; `Z` one, `A` 26 below zero. */
const lengthOf = (head: string): number => (head >= "a" ? head.charCodeAt(0) - 96 : 91 - head.charCodeAt(0));

/** Whether a text is such an index, so that there is another before and after it. */
export function isPosition(text: string): boolean {
  if (!/^[A-Za-z][0-9A-Za-z]+$/.test(text)) return false;
  const whole = lengthOf(text.charAt(0)) + 1;
  return text.length >= whole && !text.slice(whole).endsWith("0") && !/^A0{26}$/.test(text);
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function base62(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 62))
    text = digits.charAt(rest % 62) + text;
  return text;
}

/** The task's position, or that of a task at the place where it was created: after all that were created before. */
export function positionOf(task: { id: number; position: string; created_at: string }): string {
  if (task.position) return task.position;
  const { id } = task;
  // Milliseconds since 1800, so that none is negative.
  const created = Date.parse(task.created_at) + 5_364_662_400_000;
  // The server's clock counts from when it received a task: one that it does not have yet is newer.
  return id < 0
    ? `i${base62(created, 9)}${base62(2 ** 53 + id, 9)}V`
    : `h${base62(created, 8)}${base62(id, 9)}V`;
}
