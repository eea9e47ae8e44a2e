import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { newPerson, type Person } from "../support/client.ts";
import { type Collector, type ReceivedSpan, startCollector } from "../support/collector.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";
import { type PushService, startPushService } from "../support/push-service.ts";

const { url } = environment;
let collector: Collector;
let push: PushService;

before(async () => {
  collector = await startCollector(environment.collectorPort);
  push = await startPushService(environment.pushPort);
});
after(async () => {
  await Promise.all([collector.stop(), push.stop()]);
});

/** The headers of a page that begins a trace which is to be kept. */
function fromPage() {
  const traceId = randomBytes(16).toString("hex");
  const traceparent = `00-${traceId}-${randomBytes(8).toString("hex")}-01`;
  return { traceId, headers: { traceparent, "sec-fetch-site": "same-origin" } };
}

const named = (traceId: string) =>
  new Set(
    collector.spans
      .filter((span) => span.traceId === traceId)
      .map(({ service, name }) => `${service}: ${name}`),
  );

/** Waits until a trace has spans of these names, and returns its spans. */
async function traceOf(traceId: string, wanted: string[]): Promise<ReceivedSpan[]> {
  const missing = () => wanted.filter((each) => !named(traceId).has(each));
  await eventually(() => missing().length === 0, { ms: 20_000, what: "the spans" }).catch((error) => {
    throw new Error(`${error.message}: without ${missing().join(", ")}; ${[...named(traceId)].join(", ")}`);
  });
  return collector.spans.filter((span) => span.traceId === traceId);
}

const create = (person: Person, task: object, headers: Record<string, string>) =>
  person.call("POST", "/v1/tasks", { body: task, headers: { ...headers, prefer: "wait=20" } });

test("one trace goes from the page's request to all that follows from it, and holds nothing a person wrote", async () => {
  const person = await newPerson(url);
  const { traceId, headers } = fromPage();
  const secret = `Zahnarzt ${randomBytes(6).toString("hex")}`;
  const { status } = await create(person, { title: secret, notes: secret, tags: ["geheim"] }, headers);
  assert.equal(status, 201);
  const spans = await traceOf(traceId, [
    ...["api: POST /v1/tasks", "create-task: process create-task", "create-task: transaction"],
    ...["create-task: wait create-task", "audit: process task-events", "sync: process task-updates"],
    "api: process operation-results",
  ]);
  // Each has a parent: that of the page, one of ours, or one of a sidecar.
  assert.ok(spans.every(({ parentSpanId }) => parentSpanId));
  const own = new Map(spans.map((span) => [span.spanId, span]));
  const transaction = spans.find(({ name, service }) => name === "transaction" && service === "create-task");
  assert.equal(own.get(transaction?.parentSpanId ?? "")?.name, "process create-task");
  const everything = collector.raw.join();
  for (const text of [secret, "geheim", person.email]) assert.ok(!everything.includes(text), text);
  await eventually(() => collector.others > 0, { what: "spans of the sidecars" });
});

test("a reminder rings in a trace of its own, linked to the one that set it, down to the push", async () => {
  const person = await newPerson(url);
  const { subscription, received } = push.subscribe();
  await person.call("POST", "/v1/push-subscriptions", { body: subscription });
  const { traceId, headers } = fromPage();
  const at = new Date(Math.ceil(Date.now() / 1000 + 2) * 1000).toISOString();
  assert.equal((await create(person, { title: "Ring", reminders: [{ at }] }, headers)).status, 201);
  await eventually(() => received.length > 0, { ms: 30_000, what: "the push" });
  const job = await eventually(
    () => collector.spans.find(({ links }) => links.some((link) => link.traceId === traceId)),
    { what: "the linked trace" },
  );
  assert.deepEqual([job.service, job.name, job.parentSpanId], ["remind", "job", undefined]);
  await traceOf(job.traceId, ["remind: reminder", "notify: process notifications", "notify: push"]);
});

test("a stranger's traceparent has no trace kept", async () => {
  const { traceId, headers } = fromPage();
  const foreign = { traceparent: headers.traceparent, "sec-fetch-site": "cross-site" };
  await fetch(`${url}/v1/tasks`, { headers: foreign });
  const person = await newPerson(url);
  const own = fromPage();
  await create(person, { title: "After it" }, own.headers);
  await traceOf(own.traceId, ["api: POST /v1/tasks"]);
  assert.equal(named(traceId).size, 0);
});
