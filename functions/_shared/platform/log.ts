// A disk that is full of logs must not end what they tell of.
process.stdout.on("error", () => undefined);

/** Writes one line of JSON to standard output, for whatever collects logs. No task content goes here, and no address. */
export function log(
  level: "info" | "warn" | "error",
  message: string,
  fields: Record<string, unknown> = {},
): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
}

/** The message of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
