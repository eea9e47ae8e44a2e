import { trace } from "@opentelemetry/api";

// A disk that is full must not end the process because its log cannot be written.
process.stdout.on("error", () => undefined);

/** Writes one line of JSON to standard output. It must contain no content of tasks and no address. */
export function log(
  level: "info" | "warn" | "error",
  message: string,
  fields: Record<string, unknown> = {},
): void {
  const line = { time: new Date().toISOString(), level, message, ...spanIds(), ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function spanIds() {
  const span = trace.getActiveSpan()?.spanContext();
  return span && { trace_id: span.traceId, span_id: span.spanId };
}

/** The message of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
