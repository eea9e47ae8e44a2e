import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { chartsIn } from "../../charts.ts";
import { repository, UserError } from "../../command.ts";
import { commandLine } from "../../command-line.ts";
import type { Ports } from "../ports.ts";
import { answers } from "../probes.ts";
import type { ProcessSpec } from "../process.ts";

/** Paths of the programs that watch a system. */
export interface Watchers {
  prometheus: string;
  collector: string;
}

/** The parts of the collector that its configuration may use: its distribution "contrib" has them. */
const components = [
  "otlp",
  "otlphttp",
  "spanmetrics",
  "transform",
  "tail_sampling",
  "batch",
  "memory_limiter",
];
const collectors = "https://github.com/open-telemetry/opentelemetry-collector-releases/releases";

/**
 * Prometheus and the OpenTelemetry collector: those that `PROMETHEUS` and `OTELCOL` name, else on the PATH. Throws a
 * `UserError` that says what is missing and how to get it.
 */
export async function watchers(): Promise<Watchers> {
  const { PROMETHEUS, OTELCOL } = process.env;
  const prometheus = await firstOf([PROMETHEUS || "prometheus"], ["--version"], ["version 3."]);
  const named = OTELCOL ? [OTELCOL] : ["otelcol-contrib", "otelcol"];
  const collector = await firstOf(named, ["components"], components);
  if (prometheus && collector) return { prometheus, collector };
  const missing = [
    ...(prometheus
      ? []
      : ["Prometheus 3 (prometheus on the PATH or in PROMETHEUS; https://prometheus.io/download)"]),
    ...(collector
      ? []
      : [`the OpenTelemetry collector (otelcol-contrib on the PATH or in OTELCOL; ${collectors})`]),
  ];
  throw new UserError(`--observe lacks ${missing.join(" and ")}: install it and start again.`);
}

/** The first of these programs that runs and prints all of these words. */
async function firstOf(programs: string[], args: string[], words: string[]): Promise<string | undefined> {
  for (const program of programs) {
    const printed = await commandLine(program, args).catch(() => "");
    if (words.every((word) => plain(printed).includes(plain(word)))) return program;
  }
  return undefined;
}

/** Newer collectors list `spanmetrics` as `span_metrics`, and know it by both names. */
const plain = (text: string): string => text.replaceAll("_", "");

/** What is run in the cluster under this name. */
// biome-ignore lint/suspicious/noExplicitAny: each chart has its own
function valuesOf(name: string): any {
  const chart = chartsIn("monitoring").find((each) => each.name === name);
  if (chart === undefined) throw new Error(`no chart ${name}`);
  return chart.values;
}

/** Writes a configuration into `<state directory>/monitoring/`, and returns its path. */
function write(stateDir: string, name: string, value: unknown): string {
  const file = join(stateDir, "monitoring", name);
  mkdirSync(join(stateDir, "monitoring"), { recursive: true });
  writeFileSync(file, stringify(value));
  return file;
}

/**
 * Prometheus with the rules of the cluster and its data in `<state directory>/monitoring/prometheus`. `targets`: what it
 * scrapes, job → port of this machine.
 */
export async function prometheus(
  program: string,
  { stateDir, ports, targets }: { stateDir: string; ports: Ports; targets: Record<string, number> },
): Promise<ProcessSpec> {
  const spec = valuesOf("prometheus").prometheus.prometheusSpec;
  const port = await ports.get("prometheus");
  const jobs = Object.entries({ ...targets, prometheus: port });
  const rules = join(repository, "manifests", "monitoring", "rules");
  const file = write(stateDir, "prometheus.yaml", {
    global: { scrape_interval: "5s", evaluation_interval: "15s" },
    rule_files: readdirSync(rules)
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => join(rules, name)),
    otlp: { promote_resource_attributes: spec.otlp.promoteResourceAttributes },
    storage: { tsdb: { out_of_order_time_window: spec.tsdb.outOfOrderTimeWindow } },
    scrape_configs: jobs.map(([job_name, target]) => ({
      job_name,
      static_configs: [{ targets: [`127.0.0.1:${target}`] }],
    })),
  });
  return {
    name: "prometheus",
    command: program,
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(stateDir, "monitoring", "prometheus")}`,
      `--storage.tsdb.retention.time=${spec.retention}`,
      "--storage.tsdb.retention.size=1GB",
      `--web.listen-address=127.0.0.1:${port}`,
      "--web.enable-otlp-receiver",
    ],
    env: { ...process.env, GOMEMLIMIT: "256MiB" },
    group: "infrastructure",
    ports: { http: port },
    ready: () => answers(`http://127.0.0.1:${port}/-/ready`),
  };
}

/** Where spans go. */
interface Collecting {
  stateDir: string;
  ports: Ports;
  /** Port of Prometheus. */
  prometheusPort: number;
  /** Base address to which the traces that are kept go on; undefined: they are only counted. */
  traces?: string | undefined;
}

/** The cluster's collector on this machine: it counts spans into metrics of Prometheus. */
export async function collector(program: string, on: Collecting): Promise<ProcessSpec> {
  const [port, own] = [await on.ports.get("collector"), await on.ports.get("collector/metrics")];
  const file = write(
    on.stateDir,
    "collector.yaml",
    collectorConfig(valuesOf("collector").config, { port, own, ...on }),
  );
  return {
    name: "collector",
    command: program,
    args: [`--config=${file}`],
    env: { ...process.env, GOMEMLIMIT: "128MiB" },
    group: "infrastructure",
    ports: { http: port, metrics: own },
    // It refuses a GET, once it works.
    ready: () => answers(`http://127.0.0.1:${port}/v1/traces`, true),
  };
}

/**
 * The configuration of one machine, from that of the cluster's chart: what the chart adds by itself is here, and the
 * exporters have other addresses. Pure.
 */
export function collectorConfig(
  // biome-ignore lint/suspicious/noExplicitAny: the collector's own
  { processors, connectors, exporters, service }: any,
  {
    port,
    own,
    prometheusPort,
    traces,
  }: { port: number; own: number } & Pick<Collecting, "prometheusPort" | "traces">,
): object {
  const { "traces/counted": counted, metrics, traces: kept } = service.pipelines;
  const { tail_sampling, ...others } = processors;
  return {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    processors: {
      ...others,
      ...(traces && { tail_sampling }),
      memory_limiter: { check_interval: "5s", limit_mib: 128 },
      batch: { timeout: "1s" },
    },
    connectors: { spanmetrics: { ...connectors.spanmetrics, metrics_flush_interval: "5s" } },
    exporters: {
      "otlphttp/prometheus": {
        ...exporters["otlphttp/prometheus"],
        endpoint: `http://127.0.0.1:${prometheusPort}/api/v1/otlp`,
      },
      ...(traces && { "otlphttp/tempo": { ...exporters["otlphttp/tempo"], endpoint: traces } }),
    },
    service: {
      pipelines: { metrics, "traces/counted": counted, ...(traces && { traces: kept }) },
      telemetry: {
        metrics: { readers: [{ pull: { exporter: { prometheus: { host: "127.0.0.1", port: own } } } }] },
      },
    },
  };
}
