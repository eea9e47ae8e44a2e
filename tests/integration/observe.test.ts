import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sentence } from "../../tools/command.ts";
import { watchers } from "../../tools/local/parts/monitoring.ts";
import { type RunningSystem, startSystem } from "../../tools/local/system.ts";
import { newPerson } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { stateOf } from "../support/world.ts";

const missing = await watchers().then(
  () => false as const,
  (error) => sentence(error) ?? error.message,
);
let system: RunningSystem;

before(async () => {
  if (missing) return;
  // What an earlier run measured would answer for this one.
  rmSync(join(stateOf("observed"), "monitoring"), { recursive: true, force: true });
  system = await startSystem({
    ...{ stateDir: stateOf("observed"), observe: true },
    // All topics have a consumer group in what meter measures, but it needs no more functions than these.
    functions: ["migrate", "api", "create-task", "meter"],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: "", RATE_LIMIT_FACTOR: "1000" },
  });
});
after(() => system?.stop());

interface Series {
  metric: Record<string, string>;
  value: [number, string];
}

/** What Prometheus answers to a query now. */
async function ask(query: string): Promise<Series[]> {
  const at = `http://127.0.0.1:${system.process("prometheus").ports.http}/api/v1/query`;
  const answer = await fetch(`${at}?${new URLSearchParams({ query })}`);
  const { data } = (await answer.json()) as { data: { result: Series[] } };
  return data.result;
}

const positive = async (query: string) => (await ask(query)).some(({ value }) => Number(value[1]) > 0);

test("a system that is observed is measured by its spans and by meter, without a person's words", {
  skip: missing,
}, async () => {
  const person = await newPerson(system.url);
  const secret = `Zahnarzt${randomBytes(6).toString("hex")}`;
  await person.create({ title: secret, notes: secret });
  for (const query of [
    'taskwake_spans_calls_total{service_name="api",span_name="POST /v1/tasks"}',
    'taskwake_spans_calls_total{service_name="create-task",span_name="process create-task"}',
    'taskwake_meter_up{source="postgresql"}',
    "sum(taskwake_operations_recent)",
    'up{job="scheduler"}',
    'up{job="collector"}',
  ])
    await eventually(() => positive(query), { ms: 120_000, what: query });
  const everything = JSON.stringify(await ask('{__name__=~".+"}'));
  for (const text of [secret, person.email]) assert.ok(!everything.includes(text), text);
});

test("the alerts of the cluster are evaluated, and a recording rule", { skip: missing }, async () => {
  const at = `http://127.0.0.1:${system.process("prometheus").ports.http}/api/v1/rules`;
  const { data } = (await (await fetch(at)).json()) as {
    data: { groups: { rules: { name: string; health: string }[] }[] };
  };
  const rules = data.groups.flatMap(({ rules }) => rules);
  for (const name of ["RemindersOverdue", "MeterSilent", "slo:accepted_is_handled:error_ratio_rate5m"])
    assert.ok(
      rules.some((rule) => rule.name === name),
      name,
    );
  assert.ok(rules.every(({ health }) => health !== "err"));
});
