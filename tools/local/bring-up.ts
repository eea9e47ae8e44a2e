import { cpus } from "node:os";
import { join } from "node:path";
import { build } from "../build/bundles.ts";
import { buildClient } from "../build/client.ts";
import { repository } from "../command.ts";
import { mailFrom } from "../defaults.ts";
import { allFunctions, isExporter, isJob } from "../functions.ts";
import { dapr } from "./parts/dapr.ts";
import { pool } from "./parts/download.ts";
import { broker } from "./parts/kafka.ts";
import { collector, prometheus, type Watchers, watchers } from "./parts/monitoring.ts";
import { database } from "./parts/postgres.ts";
import type { Ports } from "./ports.ts";
import type { ProcessSpec } from "./process.ts";
import { type ProgressEvent, type Step, steps } from "./progress.ts";
import { renderResources } from "./resources.ts";
import { loadSecrets, type Secrets } from "./secrets.ts";
import { exporter, functionAndSidecar, gateway, type Surroundings, scheduler } from "./services.ts";
import type { Supervisor } from "./supervisor.ts";

export interface SystemOptions {
  /** Absolute; created if missing. Each running system has its own. */
  stateDir: string;
  /** The gateway's port. (Default: a free one) */
  port?: number;
  /** (Default: every folder in `functions/`) */
  functions?: string[];
  /** Starts the exporters, Prometheus and the collector of spans too. (Default: they run in a cluster only) */
  observe?: boolean;
  /** More variables for every function. */
  env?: Record<string, string>;
  progress?: (event: ProgressEvent) => void;
  /** Ends the system, even while it is starting. */
  signal?: AbortSignal;
}

/** What a start works with. */
interface Tools {
  supervisor: Supervisor;
  ports: Ports;
  /** The gateway's. */
  port: number;
}

/** The addresses of the started system, and the token of its sidecars. */
interface Addresses {
  url: string;
  databaseUrl: string;
  kafkaBrokers: string;
  daprApiToken: string;
}

/** Starts everything in order: the stores and Dapr, the jobs, the functions, and the gateway. */
export async function bringUp(options: SystemOptions, tools: Tools): Promise<Addresses> {
  const { stateDir, functions = allFunctions(), env = {}, progress } = options;
  const { supervisor, ports, port } = tools;
  const step = steps(progress);
  // Before anything is started, since one may be missing.
  const programs = options.observe ? await watchers() : undefined;
  const secrets = await loadSecrets(stateDir);
  const parts = await startParts(options, functions, secrets, tools, step);
  const { db, kafka } = parts;
  const { daprApiToken, appApiToken } = secrets;
  const addresses = {
    url: `http://localhost:${port}`,
    databaseUrl: db.url,
    kafkaBrokers: kafka.brokers,
    daprApiToken,
  };
  supervisor.describe({ ...addresses, appApiToken });

  const variables = { ...process.env, DATABASE_URL: db.url, KAFKA_BROKERS: kafka.brokers };
  for (const job of functions.filter(isJob)) {
    const args = [join(parts.dist, job, "index.js")];
    await step(`Job ${job}`, () =>
      supervisor.run({ name: job, command: process.execPath, args, env: variables }),
    );
  }

  const settings = programs
    ? { ...env, ...(await step("Monitoring", () => startMonitoring(programs, options, tools))) }
    : env;
  const given = { ...process.env, ...settings };
  const componentValues = componentSecrets({ brokers: kafka.brokers, databaseUrl: db.url }, given);
  const rendered = renderResources(stateDir, componentValues, {
    collector: given.OTEL_EXPORTER_OTLP_ENDPOINT,
  });
  const on: Surroundings = { ...addresses, ...parts, stateDir, rendered, secrets, env: settings };
  const services = functions.filter((name) => !isJob(name) && !isExporter(name));
  await step("Functions", (update) => startFunctions(services, on, tools, update));
  for (const name of options.observe ? functions.filter(isExporter) : [])
    await running(supervisor, { spec: await exporter(name, ports, on, kafka.brokers) });
  await running(supervisor, { spec: await gateway(port, ports, on) });
  return addresses;
}

/** Starts what functions depend on, all at once, and bundles the functions meanwhile. */
async function startParts(
  { stateDir, observe = false }: SystemOptions,
  functions: string[],
  { databasePassword }: Secrets,
  { supervisor, ports }: Tools,
  step: Step,
) {
  const { run } = supervisor;
  const dist = join(stateDir, "dist");
  const others = { gateway: join(repository, "tools", "local", "gateway-main.ts") };
  const [db, kafka, programs] = await Promise.all([
    step("PostgreSQL", async () =>
      running(supervisor, await database(stateDir, ports, databasePassword, run)),
    ),
    step("Kafka", async (update) => running(supervisor, await broker(stateDir, ports, run, update))),
    step("Dapr", async (update) => {
      const found = await dapr(run, update);
      const { spec } = await running(supervisor, {
        spec: await scheduler(stateDir, ports, found, observe),
      });
      return { dapr: found, schedulerPort: spec.ports?.scheduler ?? 0 };
    }),
    step("Bundles", () => build({ functions, outdir: dist, others })),
    step("Client", () => buildClient(run)),
  ]);
  return { db, kafka, dist, ...programs };
}

/** Starts Prometheus and the collector; returns the setting that makes functions and sidecars send their spans there. */
async function startMonitoring(
  programs: Watchers,
  { stateDir, functions = allFunctions(), env = {} }: SystemOptions,
  { supervisor, ports }: Tools,
): Promise<Record<string, string>> {
  const targets: Record<string, number> = { collector: await ports.get("collector/metrics") };
  targets.scheduler = await ports.get("scheduler-metrics");
  for (const name of functions.filter(isExporter)) targets[name] = await ports.get(`${name}/app`);
  const { spec } = await running(supervisor, {
    spec: await prometheus(programs.prometheus, { stateDir, ports, targets }),
  });
  const traces = (env.OTEL_EXPORTER_OTLP_ENDPOINT ?? process.env.OTEL_EXPORTER_OTLP_ENDPOINT) || undefined;
  const on = { stateDir, ports, prometheusPort: spec.ports?.http ?? 0, traces };
  const sink = await running(supervisor, { spec: await collector(programs.collector, on) });
  return { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sink.spec.ports?.http}` };
}

/** Starts functions with their sidecars, a few at a time: each takes half a second of a processor. */
async function startFunctions(
  names: string[],
  on: Surroundings,
  { supervisor, ports }: Tools,
  update: (detail: string) => void,
): Promise<void> {
  let up = 0;
  await pool(names, Math.max(2, cpus().length * 2), async (name) => {
    const { app, sidecar } = await functionAndSidecar(name, ports, on);
    await Promise.all([running(supervisor, { spec: app }), running(supervisor, { spec: sidecar })]);
    update(`${++up} of ${names.length}: ${name}`);
  });
}

/** Starts a part unless it runs elsewhere, and waits until it works; a loaded machine may take minutes. */
async function running<Part extends { spec?: ProcessSpec }>(
  supervisor: Supervisor,
  part: Part,
): Promise<Part> {
  if (part.spec) await supervisor.launch(part.spec).waitRunning({ maxExits: 6, timeoutMs: 180_000 });
  return part;
}

/** Values of the components' secrets on one machine. Mail goes to SMTP_HOST, or nowhere. */
function componentSecrets(
  { brokers, databaseUrl }: { brokers: string; databaseUrl: string },
  env: NodeJS.ProcessEnv,
) {
  return {
    "kafka/brokers": brokers,
    "database/url": databaseUrl,
    "kafka/dapr-mechanism": undefined,
    "kafka/username": undefined,
    "kafka/password": undefined,
    "smtp/host": env.SMTP_HOST ?? "localhost",
    "smtp/port": env.SMTP_PORT ?? "1025",
    "smtp/user": env.SMTP_USER,
    "smtp/password": env.SMTP_PASSWORD,
    "smtp/from": mailFrom(env),
  };
}
