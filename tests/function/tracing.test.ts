import assert from "node:assert/strict";
import { after, test } from "node:test";
import { SpanKind } from "@opentelemetry/api";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { readTraceparent } from "../../functions/_shared/contract/trace-context.ts";
import { ImportedTask } from "../../functions/_shared/domain/task/task.ts";
import { publishOutbox } from "../../functions/_shared/operations/publish.ts";
import { openTracing, traced } from "../../functions/_shared/platform/tracing/tracing.ts";
import createTask from "../../functions/create-task/index.ts";
import { startCollector } from "../support/collector.ts";
import { commandOf, openWorld } from "./support/world.ts";

const world = await openWorld();
const { sidecar } = world;
const collector = await startCollector();
const flush = openTracing({ service: "test", instance: "1", endpoint: collector.endpoint, share: 1 });
after(async () => {
  await flush();
  await collector.stop();
});
const handle = world.open(createTask).on["create-task"];

/** Does something in a trace of its own, as a process does with what its sidecar brings; returns the trace. */
async function inTrace(digit: string, work: () => Promise<unknown>): Promise<string> {
  const parent = readTraceparent(`00-${digit.repeat(32)}-${digit.repeat(16)}-01`);
  await traced("process", { kind: SpanKind.CONSUMER, parent }, work);
  return digit.repeat(32);
}

const creation = async (title: string) =>
  commandOf(world, "create-task", await world.user(), { task: ImportedTask.parse({ title }) });
const tracesOf = (events: { traceparent?: string; partitionkey: string }[], user: string) =>
  new Set(events.filter((each) => each.partitionkey === user).map((each) => each.traceparent?.slice(3, 35)));

test("what a crash left between commit and publish stays in its trace, whoever publishes it", async () => {
  const command = await creation("Left");
  sidecar.check = () => {
    throw new Error("killed");
  };
  const first = await inTrace("a", () => assert.rejects(handle(command)));
  sidecar.check = () => undefined;
  sidecar.published = [];
  await inTrace("b", () => publishOutbox(world, command.data.operation_id));
  const events = sidecar.published.map(({ event }) => event);
  assert.ok(events.length >= 3);
  assert.deepEqual(tracesOf(events, command.data.user_id), new Set([first]));
});

test("operations that share a transaction keep their own traces", async () => {
  const commands = await Promise.all(["1", "2", "3", "4"].map(creation));
  sidecar.published = [];
  const traces = await Promise.all(commands.map((each, n) => inTrace(String(n + 1), () => handle(each))));
  const events = sidecar.published.map(({ event }) => event);
  for (const [n, { data }] of commands.entries())
    assert.deepEqual(tracesOf(events, data.user_id), new Set([traces[n]]));
  assert.ok(sidecar.take(topics.taskEvents).length >= 4);
});
