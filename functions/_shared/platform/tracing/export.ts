import type { AttributeValue } from "@opentelemetry/api";
import { log, messageOf } from "../log.ts";
import type { EndedSpan } from "./spans.ts";

/** Most spans that wait to be sent; more are dropped, and counted. */
const most = 512;
/** Milliseconds from the first waiting span until all are sent. */
const delay = 200;
/** Milliseconds that the collector may take. */
const patience = 2000;

/** Sends spans to a collector, in OTLP/JSON over HTTP. */
export interface Exporter {
  add(span: EndedSpan): void;
  /** Sends what waits. Resolves also when that fails: spans are dropped before they delay anything. */
  flush(): Promise<void>;
}

/** Opens the exporter to a collector's base address, such as http://localhost:4318. */
export function openExporter(endpoint: string, resource: Record<string, string>): Exporter {
  const url = `${endpoint.replace(/\/$/, "")}/v1/traces`;
  let waiting: EndedSpan[] = [];
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const spans = waiting;
    waiting = [];
    if (spans.length === 0) return;
    const body = JSON.stringify(otlp(spans, resource));
    const headers = { "content-type": "application/json" };
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers,
        body,
        signal: AbortSignal.timeout(patience),
      });
      await answer.arrayBuffer();
      if (!answer.ok) dropped += spans.length;
    } catch (error) {
      // Said once, as a collector that is away would fill the log.
      if (dropped === 0) log("warn", "cannot send spans", { error: messageOf(error) });
      dropped += spans.length;
    }
  }

  return {
    add(span) {
      if (waiting.length >= most) dropped += 1;
      else waiting.push(span);
      timer ??= setTimeout(() => void flush(), delay).unref();
    },
    flush,
  };
}

const nanos = (ms: number): string => `${BigInt(Math.round(ms * 1000))}000`;

const anyValue = (value: AttributeValue | undefined) => {
  if (typeof value === "number")
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return typeof value === "boolean" ? { boolValue: value } : { stringValue: String(value) };
};
const attributesOf = (attributes: Record<string, AttributeValue | undefined>) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));

/** The request of the OpenTelemetry protocol 1.x: ids in lower-case hex, instants as text in nanoseconds. */
function otlp(spans: EndedSpan[], resource: Record<string, string>) {
  const scopeSpans = [{ scope: { name: "taskwake" }, spans: spans.map(spanOf) }];
  return { resourceSpans: [{ resource: { attributes: attributesOf(resource) }, scopeSpans }] };
}

const spanOf = ({ context, parentId, name, kind, start, end, attributes, links, status }: EndedSpan) => ({
  ...{ traceId: context.traceId, spanId: context.spanId, flags: context.traceFlags },
  ...(parentId && { parentSpanId: parentId }),
  // The protocol counts kinds from 1.
  ...{ name, kind: kind + 1, startTimeUnixNano: nanos(start), endTimeUnixNano: nanos(end) },
  attributes: attributesOf(attributes),
  links: links.map(({ context: { traceId, spanId } }) => ({ traceId, spanId })),
  status: { code: status.code },
});
