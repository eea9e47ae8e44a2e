import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "./build.ts";
import { buildClient } from "./client.ts";
import { repository, UserError } from "./command.ts";
import { allFunctions, jobs } from "./functions.ts";
import { type Dapr, dapr } from "./parts/dapr.ts";
import { needSpace, pool } from "./parts/download.ts";
import { broker } from "./parts/kafka.ts";
import { database } from "./parts/postgres.ts";
import { isFree, type Ports, rememberedPorts } from "./ports.ts";
import type { ManagedProcess, ProcessSpec } from "./process.ts";
import { identity, reap } from "./reaper.mjs";
import { claim, isAlive, type RunRecord, readRecord } from "./record.ts";
import { renderResources } from "./resources.ts";
import { loadSecrets } from "./secrets.ts";
import { functionAndSidecar, gateway, type Surroundings, scheduler } from "./services.ts";
import { createSupervisor, type Supervisor } from "./supervisor.ts";

/** What the start is doing; `ms` since it began. */
export interface ProgressEvent {
  step: string;
  status: "begin" | "update" | "done";
  detail?: string;
  ms: number;
}

export interface SystemOptions {
  /** Absolute; made if missing. Each running system has its own. */
  stateDir: string;
  /** The gateway's port. (Default: a free one) */
  port?: number;
  /** (Default: every folder in `functions/`) */
  functions?: string[];
  /** More variables for every function. */
  env?: Record<string, string>;
  progress?: (event: ProgressEvent) => void;
  /** Ends the system, also while it is starting. */
  signal?: AbortSignal;
}

/** The whole system, running. */
export interface RunningSystem {
  /** The one origin for client and API. */
  url: string;
  databaseUrl: string;
  kafkaBrokers: string;
  /** `create-task`, `create-task/daprd`, `gateway`, `kafka`, `scheduler`, `postgres`. */
  processes: ManagedProcess[];
  process(name: string): ManagedProcess;
  /** The sidecar's API token, for tests that speak to one. */
  daprApiToken: string;
  /** Ends everything it started. */
  stop(): Promise<void>;
}

/**
 * Starts the whole system and resolves when every function is healthy and subscribed. Processes that die are
 * started again; when this process ends, however it ends, so do they. Throws `UserError` for what only the
 * person can put right, with nothing left running.
 */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const { stateDir } = options;
  needSpace(stateDir, 0.5);
  const ports = rememberedPorts(stateDir);
  const supervisor = createSupervisor(stateDir, await claimState(stateDir));
  options.signal?.addEventListener("abort", () => supervisor.stop());
  try {
    if (options.signal?.aborted) throw new UserError("Stopped.");
    const port = await gatewayPort(options.port, ports);
    return await bringUp(options, supervisor, ports, port);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
}

async function gatewayPort(wanted: number | undefined, ports: Ports): Promise<number> {
  if (!wanted) return ports.get("gateway");
  if (await isFree(wanted)) return wanted;
  throw new UserError(
    `Port ${wanted} is in use: end what uses it, or choose another, as in "PORT=${wanted + 1} npm start".`,
  );
}

/** Makes this process the one starter of the state directory, ending first what a crashed one left behind. */
async function claimState(stateDir: string): Promise<RunRecord> {
  const own: RunRecord = {
    starter: { pid: process.pid, started: identity(process.pid) ?? "" },
    processes: [],
  };
  while (!claim(stateDir, own)) {
    const other = readRecord(stateDir);
    if (isAlive(other?.starter))
      throw new UserError(
        `Taskwake already runs here (process ${other?.starter.pid}, ${other?.url ?? "starting"}).`,
      );
    if (isAlive(other?.reaper)) await sleep(100);
    else await reap(stateDir);
  }
  return own;
}

async function bringUp(
  options: SystemOptions,
  supervisor: Supervisor,
  ports: Ports,
  port: number,
): Promise<RunningSystem> {
  const { stateDir, functions = allFunctions(), env = {} } = options;
  const step = steps(options.progress);
  const dist = join(stateDir, "dist");
  const url = `http://localhost:${port}`;
  const secrets = await loadSecrets(stateDir);

  const running = async <Part extends { spec?: ProcessSpec }>(part: Part): Promise<Part> => {
    if (part.spec) await supervisor.launch(part.spec).waitRunning({ maxExits: 5, timeoutMs: 180_000 });
    return part;
  };
  const [db, kafka, programs] = await Promise.all([
    step("PostgreSQL", async () =>
      running(await database(stateDir, ports, secrets.databasePassword, supervisor.run)),
    ),
    step("Kafka", async (progress) => running(await broker(stateDir, ports, supervisor.run, progress))),
    step("Dapr", async (progress): Promise<Dapr & { port: number }> => {
      const found = await dapr(supervisor.run, progress);
      const spec = await scheduler(stateDir, ports, found);
      await running({ spec });
      return { ...found, port: spec.ports?.scheduler ?? 0 };
    }),
    step("Bundles", () =>
      build({
        functions,
        outdir: dist,
        others: { gateway: join(repository, "local", "gateway-main.ts") },
      }),
    ),
    step("Client", () => buildClient(supervisor.run)),
  ]);
  const addresses = { url, databaseUrl: db.url, kafkaBrokers: kafka.brokers };
  supervisor.describe({ ...addresses, daprApiToken: secrets.daprApiToken, appApiToken: secrets.appApiToken });

  for (const job of jobs.filter((name) => functions.includes(name)))
    await step(`Job ${job}`, () =>
      supervisor.run({
        name: job,
        command: process.execPath,
        args: [join(dist, job, "index.js")],
        env: { ...process.env, DATABASE_URL: db.url, KAFKA_BROKERS: kafka.brokers },
      }),
    );

  const rendered = renderResources(
    stateDir,
    componentSecrets(kafka.brokers, db.url, { ...process.env, ...env }),
  );
  const on: Surroundings = {
    ...addresses,
    stateDir,
    dist,
    dapr: programs,
    rendered,
    secrets,
    env,
    schedulerPort: programs.port,
  };
  const services = functions.filter((name) => !jobs.includes(name));
  await step("Functions", async (progress) => {
    let up = 0;
    await pool(services, Math.max(2, cpus().length * 2), async (name) => {
      const { app, sidecar } = await functionAndSidecar(name, ports, on);
      const both = [supervisor.launch(app), supervisor.launch(sidecar)];
      await Promise.all(both.map((each) => each.waitRunning({ maxExits: 6, timeoutMs: 180_000 })));
      progress(`${++up} of ${services.length}: ${name}`);
    });
  });

  await running({ spec: await gateway(port, ports, on) });

  return {
    ...addresses,
    daprApiToken: secrets.daprApiToken,
    processes: supervisor.processes,
    process(name) {
      const found = supervisor.processes.find((each) => each.name === name);
      if (found === undefined) throw new Error(`no process ${name}`);
      return found;
    },
    stop: () => supervisor.stop(),
  };
}

function steps(progress: SystemOptions["progress"]) {
  const begin = Date.now();
  return async <T>(step: string, work: (update: (detail: string) => void) => Promise<T>): Promise<T> => {
    const tell = (status: ProgressEvent["status"], detail?: string) =>
      progress?.({ step, status, ms: Date.now() - begin, ...(detail !== undefined && { detail }) });
    tell("begin");
    const result = await work((detail) => tell("update", detail));
    tell("done");
    return result;
  };
}

/** What the components' secrets are on one machine. Mail goes to SMTP_HOST, or nowhere. */
function componentSecrets(brokers: string, databaseUrl: string, env: NodeJS.ProcessEnv) {
  return {
    "kafka/brokers": brokers,
    "kafka/auth-type": "none",
    "kafka/dapr-mechanism": undefined,
    "kafka/username": undefined,
    "kafka/password": undefined,
    "database/url": databaseUrl,
    "smtp/host": env.SMTP_HOST ?? "localhost",
    "smtp/port": env.SMTP_PORT ?? "1025",
    "smtp/user": env.SMTP_USER,
    "smtp/password": env.SMTP_PASSWORD,
    "smtp/from": env.SMTP_FROM ?? "reminders@taskwake.dev",
  };
}
