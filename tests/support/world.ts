import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { type RunningSystem, startSystem } from "../../tools/local/system.ts";

/** Ports at which a test may put a push service, a mail server and an OIDC issuer of the outside world. */
export interface Outside {
  pushPort: number;
  smtpPort: number;
  oidcPort: number;
}

/** Where the tests keep their systems: beside the state of the one that `npm start` runs. */
export const stateOf = (name: string): string =>
  join(import.meta.dirname, "..", "..", ".taskwake", "tests", name);

/** Starts a system for tests, gives it to `work`, and stops it whatever happens. */
export async function withSystem<Result>(
  name: string,
  work: (system: RunningSystem, outside: Outside) => Promise<Result>,
): Promise<Result> {
  const outside = { pushPort: await freePort(), smtpPort: await freePort(), oidcPort: await freePort() };
  const system = await startSystem({ stateDir: stateOf(name), env: environment(outside), progress });
  try {
    return await work(system, outside);
  } finally {
    await system.stop();
  }
}

/** What the system is told of the outside world, and that all tests share one address. */
const environment = ({ pushPort, smtpPort, oidcPort }: Outside): Record<string, string> => ({
  PUSH_SERVICES: `http://127.0.0.1:${pushPort}`,
  SMTP_HOST: "127.0.0.1",
  SMTP_PORT: String(smtpPort),
  OIDC_ISSUER: `http://127.0.0.1:${oidcPort}`,
  OIDC_AUDIENCE: "taskwake-tests",
  RATE_LIMIT_FACTOR: "1000",
});

function progress({ step, status, ms }: { step: string; status: string; ms: number }): void {
  if (status === "done") console.log(`# ${step} ${(ms / 1000).toFixed(1)} s`);
}

/** A port of this machine that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
