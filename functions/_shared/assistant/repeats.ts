import { derivedId } from "../domain/ids.ts";

/** Milliseconds within which a repeated call finds the first result: clients do send a call twice. */
const window = 10_000;

/** The idempotency keys of a call without one of its own: of this moment, and of the window before it. */
export function keysOf(tool: string, args: unknown, now: Date): [current: string, former: string] {
  const bucket = Math.floor(now.getTime() / window);
  const key = (at: number) => `call/${at}/${derivedId(tool, JSON.stringify(args))}`;
  return [key(bucket), key(bucket - 1)];
}
