import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import {
  type Attributes,
  type Context,
  type ContextManager,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
  type Tracer,
  trace,
} from "@opentelemetry/api";

/** A span that ended; instants in milliseconds since 1970. */
export interface EndedSpan {
  name: string;
  kind: SpanKind;
  context: SpanContext;
  parentId: string | undefined;
  start: number;
  end: number;
  attributes: Attributes;
  links: Link[];
  status: SpanStatus;
}

const hex = (bytes: number): string => randomBytes(bytes).toString("hex");
const millis = (time: TimeInput | undefined): number => {
  if (time === undefined) return performance.timeOrigin + performance.now();
  return time instanceof Date ? time.getTime() : Number(time);
};

/** Opens a tracer of the standard API. `share`: the part of new traces, 0 to 1, whose flag asks for keeping them. */
export function openTracer(share: number, ended: (span: EndedSpan) => void): Tracer {
  function startSpan(name: string, options: SpanOptions = {}, context: Context = ROOT_CONTEXT): Span {
    const parent = options.root ? undefined : trace.getSpanContext(context);
    const traceFlags = parent?.traceFlags ?? (Math.random() < share ? 1 : 0);
    const its = {
      ...{ name, kind: options.kind ?? SpanKind.INTERNAL, attributes: { ...options.attributes } },
      context: { traceId: parent?.traceId ?? hex(16), spanId: hex(8), traceFlags },
      ...{ parentId: parent?.spanId, start: millis(options.startTime), links: [...(options.links ?? [])] },
      status: { code: SpanStatusCode.UNSET } as SpanStatus,
    };
    return spanOf(its, ended);
  }
  return {
    startSpan,
    startActiveSpan(name: string, ...rest: unknown[]) {
      const work = rest.at(-1) as (span: Span) => unknown;
      const [options, context = storage.getStore()] = rest.slice(0, -1) as [SpanOptions?, Context?];
      const span = startSpan(name, options, context);
      return storage.run(trace.setSpan(context ?? ROOT_CONTEXT, span), work, span) as never;
    },
  };
}

function spanOf(its: Omit<EndedSpan, "end">, ended: (span: EndedSpan) => void): Span {
  let isOpen = true;
  const span: Span = {
    spanContext: () => its.context,
    setAttribute: (key, value) => span.setAttributes({ [key]: value }),
    setAttributes: (attributes) => changed(() => Object.assign(its.attributes, attributes)),
    // Events of a span would be the place for messages of errors, which may hold what a person wrote.
    addEvent: () => span,
    recordException: () => undefined,
    addLink: (link) => changed(() => its.links.push(link)),
    addLinks: (links) => changed(() => its.links.push(...links)),
    setStatus: (status) => changed(() => Object.assign(its, { status })),
    updateName: (name) => changed(() => Object.assign(its, { name })),
    isRecording: () => isOpen,
    end(time) {
      if (isOpen) ended({ ...its, end: millis(time) });
      isOpen = false;
    },
  };
  function changed(change: () => unknown): Span {
    if (isOpen) change();
    return span;
  }
  return span;
}

const storage = new AsyncLocalStorage<Context>();

/** What is active follows the asynchronous calls. */
export const contexts: ContextManager = {
  active: () => storage.getStore() ?? ROOT_CONTEXT,
  with: (context, work, self, ...args) => storage.run(context, () => work.apply(self as never, args)),
  bind: (context, target) =>
    typeof target === "function"
      ? (((...args: unknown[]) => storage.run(context, () => target(...args))) as typeof target)
      : target,
  enable: () => contexts,
  disable: () => contexts,
};
