import { cpus } from "node:os";
import { join } from "node:path";
import { repository } from "../command.ts";
import { localPod, secretsOf } from "../functions.ts";
import type { Dapr } from "./parts/dapr.ts";
import type { Ports } from "./ports.ts";
import { answers, subscribed } from "./probes.ts";
import type { ProcessSpec } from "./process.ts";
import type { Rendered } from "./resources.ts";
import { clusterSecrets, type Secrets } from "./secrets.ts";

/** Settings of every function and sidecar of a run. */
export interface Surroundings {
  stateDir: string;
  dist: string;
  dapr: Dapr;
  rendered: Rendered;
  schedulerPort: number;
  secrets: Secrets;
  url: string;
  databaseUrl: string;
  env: Record<string, string>;
}

/** Instead of the options with which this process runs. */
const small = { NODE_OPTIONS: "--max-old-space-size=192" };

/** The scheduler, with its jobs in `<state directory>/scheduler`, and with `metrics` if somebody reads them. */
export async function scheduler(
  stateDir: string,
  ports: Ports,
  dapr: Dapr,
  metrics: boolean,
): Promise<ProcessSpec> {
  const [port, health] = [await ports.get("scheduler"), await ports.get("scheduler-health")];
  const [client, peer] = [await ports.get("scheduler-etcd"), await ports.get("scheduler-etcd-peer")];
  const id = "dapr-scheduler-server-0";
  const options = {
    id,
    port,
    "listen-address": "127.0.0.1",
    "override-broadcast-host-port": `127.0.0.1:${port}`,
    "healthz-port": health,
    "healthz-listen-address": "127.0.0.1",
    "etcd-data-dir": join(stateDir, "scheduler"),
    "etcd-client-port": client,
    "etcd-initial-cluster": `${id}=http://127.0.0.1:${peer}`,
    "identity-directory-write": join(stateDir, "scheduler-identity"),
    "enable-metrics": metrics,
    ...(metrics && {
      "metrics-listen-address": "127.0.0.1",
      "metrics-port": await ports.get("scheduler-metrics"),
    }),
    "log-level": "info",
  };
  return {
    name: "scheduler",
    command: dapr.scheduler,
    args: flags(options),
    env: { ...process.env, ...go },
    group: "infrastructure",
    // It waits for connected sidecars for ever.
    graceMs: 5000,
    ports: { scheduler: port },
    ready: () => answers(`http://127.0.0.1:${health}/healthz`),
  };
}

/** What a function and its sidecar have in common. */
interface Pair {
  name: string;
  ports: { app: number; dapr: number };
  /** Variables of both. */
  identity: NodeJS.ProcessEnv;
}

/** A function and its sidecar: two processes that are killed and restarted separately. */
export async function functionAndSidecar(
  name: string,
  ports: Ports,
  on: Surroundings,
): Promise<{ app: ProcessSpec; sidecar: ProcessSpec }> {
  const tokens = { DAPR_API_TOKEN: on.secrets.daprApiToken, APP_API_TOKEN: on.secrets.appApiToken };
  const pair = {
    name,
    ports: { app: await ports.get(`${name}/app`), dapr: await ports.get(`${name}/dapr`) },
    identity: { ...process.env, ...tokens, APP_ID: name, POD_NAME: `${name}${localPod}` },
  };
  return { app: appOf(pair, on), sidecar: await sidecarOf(pair, ports, on) };
}

function appOf({ name, ports, identity }: Pair, on: Surroundings): ProcessSpec {
  return {
    name,
    command: process.execPath,
    args: [join(on.dist, name, "index.js")],
    env: {
      ...identity,
      ...appEnvironment(name, on),
      PORT: String(ports.app),
      // The gateway alone is reached from outside, and it alone says from which address.
      HOST: "127.0.0.1",
      TRUSTED_PROXIES: "127.0.0.1",
      DAPR_HTTP_PORT: String(ports.dapr),
      ...on.env,
    },
    group: "function",
    // SIGINT, since its sidecar is stopped next and need not be waited for, unlike in a pod.
    stopSignal: "SIGINT",
    graceMs: 20_000,
    ports,
    ready: () => answers(`http://127.0.0.1:${ports.app}/healthz`),
  };
}

async function sidecarOf(
  { name, ports: pair, identity }: Pair,
  ports: Ports,
  on: Surroundings,
): Promise<ProcessSpec> {
  const own = {
    "app-id": name,
    "app-port": pair.app,
    "dapr-http-port": pair.dapr,
    "dapr-grpc-port": await ports.get(`${name}/dapr-grpc`),
    "dapr-internal-grpc-port": await ports.get(`${name}/dapr-internal`),
    "resources-path": on.rendered.resources,
    config: on.rendered.config,
    "scheduler-host-address": `127.0.0.1:${on.schedulerPort}`,
  };
  return {
    name: `${name}/daprd`,
    command: on.dapr.daprd,
    args: flags({ ...own, ...everySidecar }),
    env: { ...identity, ...go, DAPR_HOST_IP: "127.0.0.1" },
    group: "sidecar",
    graceMs: 15_000,
    ports: pair,
    ready: () => subscribed(pair.app, pair.dapr, on.secrets),
  };
}

/** A function that answers with metrics: without a sidecar. */
export async function exporter(
  name: string,
  ports: Ports,
  { dist, databaseUrl, env }: Pick<Surroundings, "dist" | "databaseUrl" | "env">,
  brokers: string,
): Promise<ProcessSpec> {
  const port = await ports.get(`${name}/app`);
  const own = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers, HOST: "127.0.0.1", PORT: String(port) };
  return {
    name,
    command: process.execPath,
    args: [join(dist, name, "index.js")],
    env: { ...process.env, NODE_ENV: "production", ...small, ...env, ...own },
    group: "function",
    stopSignal: "SIGINT",
    graceMs: 5000,
    ports: { app: port },
    ready: () => answers(`http://127.0.0.1:${port}/healthz`),
  };
}

/** The options that all sidecars share. */
const everySidecar = {
  "app-protocol": "http",
  "app-channel-address": "127.0.0.1",
  "dapr-listen-addresses": "127.0.0.1",
  "dapr-internal-grpc-listen-address": "127.0.0.1",
  "enable-app-health-check": true,
  "app-health-check-path": "/healthz",
  "app-health-probe-interval": 1,
  // A busy machine answers late, which is no reason to stop its events.
  "app-health-probe-timeout": 900,
  // Effectively never: a consumer that Dapr stops and immediately restarts may silently receive nothing any more
  // (components-contrib#4349). Events that cannot be delivered meanwhile are retried, then become dead letters.
  "app-health-threshold": 1_000_000,
  "dapr-graceful-shutdown-seconds": 5,
  "dapr-block-shutdown-duration": "10s",
  "enable-metrics": false,
  "log-level": "info",
};

/** The single origin, in front of `api`, `sync` and `mcp`. */
export async function gateway(
  port: number,
  ports: Ports,
  { dist }: Pick<Surroundings, "dist">,
): Promise<ProcessSpec> {
  const [api, sync, mcp] = [
    await ports.get("api/app"),
    await ports.get("sync/app"),
    await ports.get("mcp/app"),
  ];
  const routes = {
    ...{ API_PORT: String(api), SYNC_PORT: String(sync), MCP_PORT: String(mcp) },
    WEB: join(repository, "web", "dist"),
  };
  return {
    name: "gateway",
    command: process.execPath,
    args: [join(dist, "gateway", "index.js")],
    env: { ...process.env, ...small, PORT: String(port), ...routes },
    group: "function",
    graceMs: 1000,
    ports: { app: port },
    ready: () => answers(`http://127.0.0.1:${port}/`, true),
  };
}

/** Limits the memory of a Go program at the cost of speed. */
const go = { GOMEMLIMIT: "128MiB", GOMAXPROCS: String(Math.min(4, cpus().length)) };

function appEnvironment(name: string, { secrets, ...on }: Surroundings): Record<string, string> {
  const values = clusterSecrets(secrets);
  const own = Object.entries(secretsOf(name)).map(([variable, secret]) => {
    const value = values[secret];
    if (value === undefined) throw new Error(`${name}: no local value for the secret ${secret}`);
    return [variable, value];
  });
  return {
    ...Object.fromEntries(own),
    DATABASE_URL: on.databaseUrl,
    PUBLIC_URL: on.url,
    MAIL: (on.env.SMTP_HOST ?? process.env.SMTP_HOST) ? "on" : "off",
    NODE_ENV: "production",
    ...small,
  };
}

const flags = (options: Record<string, string | number | boolean>) =>
  Object.entries(options).map(([name, value]) => `--${name}=${value}`);
