import {
  type Attributes,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { openExporter } from "./export.ts";
import { contexts, openTracer } from "./spans.ts";

interface Settings {
  /** Name of the function, and of its replica. */
  service: string;
  instance: string;
  /** Base address of the collector; undefined: nothing is traced. */
  endpoint: string | undefined;
  /** Part of new traces, 0 to 1, that sidecars take part in and that are kept. */
  share: number;
}

/** Starts tracing for this process; resolves what it returns when the spans that wait are sent. */
export function openTracing({ service, instance, endpoint, share }: Settings): () => Promise<void> {
  if (!endpoint) return async () => undefined;
  const exporter = openExporter(endpoint, {
    "service.namespace": "taskwake",
    "service.name": service,
    "service.instance.id": instance,
  });
  const tracer = openTracer(share, exporter.add);
  context.setGlobalContextManager(contexts);
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  return exporter.flush;
}

/** What a span is about. */
interface About {
  kind: SpanKind;
  attributes?: Attributes;
  /** The span it belongs to; null: it begins a trace. (Default: what is active) */
  parent?: SpanContext | null | undefined;
  /** Traces that caused it, without being its own. */
  links?: (SpanContext | undefined)[];
  /** When it began. (Default: now) */
  startTime?: Date;
}

/**
 * Does work within a span, which is the active one meanwhile. Of an error only the name is kept, as messages may hold
 * what a person wrote.
 */
export function traced<Result>(
  name: string,
  about: About,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  const { parent, links = [], ...options } = about;
  const known = links.filter((link) => link !== undefined).map((link) => ({ context: link }));
  return trace
    .getTracer("taskwake")
    .startActiveSpan(name, { ...options, links: known }, contextOf(parent), async (span) => {
      try {
        return await work(span);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttribute("error.type", error instanceof Error ? error.name : typeof error);
        throw error;
      } finally {
        span.end();
      }
    });
}

/** Records a span that began before and ends now. */
export function tracedSince(name: string, startTime: Date, attributes: Attributes = {}): void {
  trace.getTracer("taskwake").startSpan(name, { startTime, attributes }, context.active()).end();
}

function contextOf(parent: About["parent"]) {
  if (parent === undefined) return context.active();
  return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}
