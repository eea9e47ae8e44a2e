// A disk that is full must not end the process because its log cannot be written.
process.stdout.on("error", () => undefined);

/** Writes one line of JSON to standard output. It must contain no content of tasks and no address. */
export function log(
  level: "info" | "warn" | "error",
  message: string,
  fields: Record<string, unknown> = {},
): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
}

/** The message of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
