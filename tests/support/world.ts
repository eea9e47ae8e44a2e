import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { type RunningSystem, startSystem } from "../../tools/local/system.ts";

/** Ports for a test's push service, mail server, OIDC issuer, model and collector of spans. */
export interface Outside {
  pushPort: number;
  smtpPort: number;
  oidcPort: number;
  modelPort: number;
  collectorPort: number;
}

/** Folder of the tests' systems: beside the state of `npm start`. */
export const stateOf = (name: string): string =>
  join(import.meta.dirname, "..", "..", ".taskwake", "tests", name);

/** Settings of a system that is measured: without traces, whose cost a second run with TRACED=1 shows. */
export const measured: Record<string, string> = process.env.TRACED ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: "" };

/** Starts a system for tests, with further settings, passes it to `work`, and always stops it. */
export async function withSystem<Result>(
  name: string,
  work: (system: RunningSystem, outside: Outside) => Promise<Result>,
  env: Record<string, string> = {},
): Promise<Result> {
  const outside = {
    ...{ pushPort: await freePort(), smtpPort: await freePort() },
    ...{ oidcPort: await freePort(), modelPort: await freePort(), collectorPort: await freePort() },
  };
  const settings = { ...environment(outside), ...env };
  const system = await startSystem({ stateDir: stateOf(name), env: settings, progress });
  try {
    return await work(system, outside);
  } finally {
    await system.stop();
  }
}

/** The addresses of these services, and the fact that all tests share one network address. */
const environment = ({ pushPort, smtpPort, oidcPort, modelPort, collectorPort }: Outside) => ({
  PUSH_SERVICES: `http://127.0.0.1:${pushPort}`,
  SMTP_HOST: "127.0.0.1",
  SMTP_PORT: String(smtpPort),
  OIDC_ISSUER: `http://127.0.0.1:${oidcPort}`,
  OIDC_AUDIENCE: "taskwake-tests",
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collectorPort}`,
  ...modelVariables(modelPort),
  RATE_LIMIT_FACTOR: "1000",
  PERSON_LIMIT_FACTOR: "1000",
});

/** Settings of `chat` for the scripted model on a port, whatever model the environment names. */
export const modelVariables = (port: number): Record<string, string> => ({
  OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
  OPENAI_API_KEY: "test",
  OPENAI_MODEL: "scripted",
});

function progress({ step, status, ms }: { step: string; status: string; ms: number }): void {
  if (status === "done") console.log(`# ${step} ${(ms / 1000).toFixed(1)} s`);
}

/** A free port of this machine. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
