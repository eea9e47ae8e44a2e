import type { IncomingMessage, ServerResponse } from "node:http";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { readTraceparent } from "../../contract/trace-context.ts";
import type { WithBody } from "../body.ts";
import { traced, tracedSince } from "./tracing.ts";

/**
 * Answers a request within a span. Its trace goes on from the client's page or another function; what else sends a
 * `traceparent` could have any number of traces kept.
 */
export function tracedRequest(
  request: IncomingMessage,
  response: ServerResponse,
  isOwn: boolean,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const isKnown = isOwn || request.headers["sec-fetch-site"] === "same-origin";
  const parent = isKnown ? readTraceparent(request.headers.traceparent) : undefined;
  const method = request.method ?? "GET";
  const attributes = { "http.request.method": method };
  return traced(method, { kind: SpanKind.SERVER, parent: parent ?? null, attributes }, async (span) => {
    await work();
    span.setAttribute("http.response.status_code", response.statusCode);
    if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  });
}

/** Handles what the sidecar brings within a span: an event, a job or a tick. */
export function tracedDelivery(
  path: string,
  request: WithBody,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const [, kind = "", topic = ""] = path.split("/");
  const event = (request.body ?? {}) as { traceparent?: unknown; time?: unknown };
  if (kind === "job") {
    // It fires hours after it was set: a trace of its own, linked to the one that set it.
    const links = [readTraceparent(event.traceparent)];
    return traced("job", { kind: SpanKind.CONSUMER, parent: null, links }, work);
  }
  const parent = readTraceparent(request.headers.traceparent) ?? readTraceparent(event.traceparent) ?? null;
  if (kind !== "events") return traced(`tick ${kind}`, { kind: SpanKind.CONSUMER, parent }, work);
  const attributes = { "messaging.system": "kafka", "messaging.destination.name": topic };
  return traced(`process ${topic}`, { kind: SpanKind.CONSUMER, parent, attributes }, async () => {
    const since = new Date(String(event.time));
    // With the start of the function, which no span measures.
    if (!Number.isNaN(since.getTime())) tracedSince(`wait ${topic}`, since, attributes);
    return work();
  });
}
