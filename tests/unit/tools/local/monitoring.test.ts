import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parse } from "yaml";
import { UserError } from "../../../../tools/command.ts";
import { commandLine, succeeds } from "../../../../tools/command-line.ts";
import { collector, prometheus, watchers } from "../../../../tools/local/parts/monitoring.ts";
import { rememberedPorts } from "../../../../tools/local/ports.ts";

const promtool = await succeeds("promtool", ["--version"]);
const stateDir = mkdtempSync(join(tmpdir(), "taskwake-"));
after(() => rmSync(stateDir, { recursive: true }));
const ports = rememberedPorts(stateDir);

async function collectorConfig(traces?: string) {
  const { args, ports: its } = await collector("otelcol", { stateDir, ports, prometheusPort: 9090, traces });
  return { port: its?.http, config: parse(readFileSync(String(args[0]).replace("--config=", ""), "utf8")) };
}

test("the collector counts spans without what a person typed, and sends nothing off the machine", async () => {
  const { port, config } = await collectorConfig();
  const { service, exporters, receivers } = config;
  assert.equal(receivers.otlp.protocols.http.endpoint, `127.0.0.1:${port}`);
  assert.deepEqual(Object.keys(service.pipelines), ["metrics", "traces/counted"]);
  assert.ok(service.pipelines["traces/counted"].processors.includes("transform"));
  assert.deepEqual(exporters, { "otlphttp/prometheus": { endpoint: "http://127.0.0.1:9090/api/v1/otlp" } });
});

test("traces go on to the collector that the person named, those that the cluster would keep", async () => {
  const { config } = await collectorConfig("http://localhost:4318");
  const { service, ...parts } = config;
  assert.equal(parts.exporters["otlphttp/tempo"].endpoint, "http://localhost:4318");
  assert.ok(service.pipelines.traces.processors.includes("tail_sampling"));
  const known = Object.values(parts).flatMap((part) => Object.keys(part as object));
  for (const { receivers, processors, exporters } of Object.values(service.pipelines) as Record<
    string,
    string[]
  >[])
    for (const name of [...(receivers ?? []), ...(processors ?? []), ...(exporters ?? [])])
      assert.ok(known.includes(name), `no ${name}`);
});

test("a program that is missing is named, with where to get it and the variable for its path", async () => {
  const before = { PROMETHEUS: process.env.PROMETHEUS, OTELCOL: process.env.OTELCOL };
  Object.assign(process.env, { PROMETHEUS: "/no/prometheus", OTELCOL: "/no/collector" });
  try {
    await assert.rejects(watchers(), (error: Error) => {
      assert.ok(error instanceof UserError);
      for (const word of ["prometheus.io/download", "otelcol-contrib", "PROMETHEUS", "OTELCOL"])
        assert.ok(error.message.includes(word), word);
      return true;
    });
  } finally {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
});

test("Prometheus understands its configuration and finds the rules", {
  skip: promtool ? false : "promtool is not on the PATH: it comes with Prometheus",
}, async () => {
  const { args } = await prometheus("prometheus", { stateDir, ports, targets: { meter: 9100 } });
  const file = String(args[0]).replace("--config.file=", "");
  assert.match(await commandLine("promtool", ["check", "config", file]), /3 rule files found/);
});
