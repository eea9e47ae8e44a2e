import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { SpanKind, trace } from "@opentelemetry/api";
import { outgoing } from "../../../functions/_shared/contract/envelope.ts";
import {
  currentTraceparent,
  readTraceparent,
  traceparentOf,
} from "../../../functions/_shared/contract/trace-context.ts";
import { newId } from "../../../functions/_shared/domain/ids.ts";
import { openExporter } from "../../../functions/_shared/platform/tracing/export.ts";
import type { EndedSpan } from "../../../functions/_shared/platform/tracing/spans.ts";
import { openTracing, traced } from "../../../functions/_shared/platform/tracing/tracing.ts";
import { startCollector } from "../../support/collector.ts";

const collector = await startCollector();
const event = () => {
  const [id, userId] = [newId(), newId()];
  return outgoing("task-events", {
    ...{ id, userId, from: "test", type: "t", actor: "person", time: new Date(), data: {} },
  }).event;
};

test("without a collector nothing is traced, and events say so", async () => {
  await openTracing({ service: "test", instance: "1", endpoint: undefined, share: 1 })();
  await traced("work", { kind: SpanKind.INTERNAL }, async () => {
    assert.equal(currentTraceparent(), undefined);
    assert.ok(!("traceparent" in event()));
  });
});

test("a context is read as it is written, and what is none is not", () => {
  const text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const context = readTraceparent(text) ?? assert.fail();
  assert.equal(traceparentOf(context), text);
  const zeros = `00-${"0".repeat(32)}-b7ad6b7169203331-01`;
  for (const wrong of ["", undefined, 7, "00-xyz", zeros, text.toUpperCase(), `${text}-more`])
    assert.equal(readTraceparent(wrong), undefined, String(wrong));
});

test("spans form one trace, keep what the flag says, and hold no message of an error", async () => {
  const flush = openTracing({
    service: "create-task",
    instance: "1",
    endpoint: collector.endpoint,
    share: 0,
  });
  const parent = readTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  const sides = await Promise.all(
    ["one", "two"].map((name) =>
      traced(name, { kind: SpanKind.CONSUMER, parent }, async () => {
        await traced("inner", { kind: SpanKind.INTERNAL }, async () => undefined);
        return [event().traceparent, event().traceid];
      }),
    ),
  );
  await assert.rejects(
    traced("fails", { kind: SpanKind.INTERNAL, parent: null }, async () => {
      assert.equal(trace.getActiveSpan()?.spanContext().traceFlags, 0, "a share of none");
      throw new RangeError("Buy milk");
    }),
  );
  await flush();
  const named = (name: string) => collector.spans.filter((span) => span.name === name);
  const outer = [...named("one"), ...named("two")];
  for (const span of [...outer, ...named("inner")])
    assert.deepEqual([span.traceId, span.service], [parent?.traceId, "create-task"]);
  assert.deepEqual(new Set(outer.map(({ parentSpanId }) => parentSpanId)), new Set([parent?.spanId]));
  assert.deepEqual(
    new Set(named("inner").map(({ parentSpanId }) => parentSpanId)),
    new Set(outer.map(({ spanId }) => spanId)),
  );
  assert.equal(outer[0]?.kind, 5, "the protocol's number of a consumer");
  for (const [traceparent, traceid] of sides) {
    assert.equal(traceid, traceparent);
    assert.ok(outer.some(({ spanId }) => traceparent?.includes(spanId)));
    assert.match(String(traceparent), /-01$/);
  }
  const [failed] = named("fails");
  assert.equal(failed?.status.code, 2);
  assert.ok(!collector.raw.join().includes("Buy milk"));
  await collector.stop();
});

const span = (name: string): EndedSpan => ({
  ...{ name, kind: SpanKind.INTERNAL, start: 1, end: 2, attributes: {}, links: [], status: { code: 0 } },
  ...{ parentId: undefined, context: { traceId: "a".repeat(32), spanId: "b".repeat(16), traceFlags: 0 } },
});

test("at most 512 spans wait, and a collector that is away or silent costs two seconds of nobody's time", async () => {
  const there = await startCollector();
  const exporter = openExporter(there.endpoint, { "service.name": "test" });
  for (let n = 0; n < 600; n += 1) exporter.add(span(String(n)));
  await exporter.flush();
  assert.equal(there.spans.length, 512);
  await there.stop();
  exporter.add(span("lost"));
  await exporter.flush();

  const silent = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => silent.once("listening", resolve));
  const { port } = silent.address() as { port: number };
  const waiting = openExporter(`http://127.0.0.1:${port}`, { "service.name": "test" });
  waiting.add(span("never"));
  await waiting.flush();
  silent.close();
});
