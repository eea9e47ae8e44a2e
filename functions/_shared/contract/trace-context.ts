import { isSpanContextValid, type SpanContext, trace } from "@opentelemetry/api";

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]([0-9a-f])$/;

/** The context of a span in the form of W3C Trace Context: `00-<trace>-<span>-<flags>`. */
export const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-0${traceFlags & 1}`;

/** The context that a `traceparent` names, or undefined when it is not valid. */
export function readTraceparent(text: unknown): SpanContext | undefined {
  const [, traceId = "", spanId = "", flags = ""] = pattern.exec(String(text)) ?? [];
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}

/** The `traceparent` of what is being done now, or undefined when it is not traced. */
export function currentTraceparent(): string | undefined {
  const context = trace.getActiveSpan()?.spanContext();
  return context && isSpanContextValid(context) ? traceparentOf(context) : undefined;
}

/**
 * The attributes of an event that carry its trace. Both are needed: the sidecar replaces the `traceparent` of an event
 * that has no `traceid`.
 */
export function traceAttributes(traceparent: string | undefined): { traceparent?: string; traceid?: string } {
  return traceparent ? { traceparent, traceid: traceparent } : {};
}
