import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { promisify } from "node:util";
import { derivedId } from "../../../functions/_shared/domain/ids.ts";
import { repository } from "../../../tools/command.ts";
import type { RunningSystem } from "../../../tools/local/system.ts";
import type { Person } from "../../support/client.ts";
import { eventually } from "../../support/eventually.ts";
import * as locks from "../../support/locks.ts";
import { endOf } from "../../support/operation.ts";
import type { FaultySystem } from "../system.ts";

const run = promisify(execFile);

/** The shared state of the regression cases; filled in before the first of them runs. */
export interface World extends FaultySystem {
  person: Person;
  userId: string;
}

/**
 * Stops a function together with its sidecar, as if its last pod had ended; returns a function that starts them again.
 */
export async function scaledToZero(system: RunningSystem, name: string): Promise<() => Promise<void>> {
  const pod = [system.process(name), system.process(`${name}/daprd`)];
  await Promise.all(pod.map((each) => each.stop("SIGKILL")));
  return async () => {
    for (const each of pod) each.start();
    await Promise.all(pod.map((each) => each.waitRunning({ timeoutMs: 90_000 })));
  };
}

/**
 * Locks a user's row, so that every operation of the user stops within its transaction; returns the release, which
 * happens at the end of the test at the latest.
 */
export async function holdUser({ system, userId }: World, t: TestContext): Promise<() => Promise<void>> {
  const client = await locks.holdingUser(system.databaseUrl, userId);
  const release = () => client.end();
  t.after(release);
  return release;
}

/** Begins to create a task; `end` resolves to the result. */
export function beginCreate(
  { person, userId }: World,
  title: string,
): { id: string; end: () => Promise<string> } {
  const id = derivedId("operation", userId, title);
  const headers = { "idempotency-key": title, prefer: "wait=30" };
  const answer = person.call("POST", "/v1/tasks", { body: { title }, headers }).catch(() => undefined);
  return { id, end: async () => endOf(person, id, await answer) };
}

/** Waits until `create-task` waits for that lock within its transaction. */
export const isHeld = async (world: World): Promise<void> => {
  await eventually(() => isWaiting(world, "create-task"), { ms: 60_000, what: "the lock" });
};

/** Whether a function waits for a lock in the database. */
export const isWaiting = ({ system }: World, name: string): Promise<boolean> =>
  locks.isWaiting(system.databaseUrl, name);

/** Runs `npm run dead-letters` against the system, and resolves with what it printed. */
export async function deadLetters({ stateDir }: World, ...args: string[]): Promise<string> {
  const command = [join(repository, "tools", "bootstrap.mjs"), "dead-letters", ...args];
  const env = { ...process.env, TASKWAKE_STATE: stateDir };
  return (await run(process.execPath, command, { env })).stdout;
}

/** The tokens of the running system. */
export function tokensOf({ stateDir }: World): { daprApiToken: string; appApiToken: string } {
  return JSON.parse(readFileSync(join(stateDir, "secrets.json"), "utf8"));
}

/** The function of probe.ts in place of `audit`. */
export interface Probe {
  lines: string[];
  child: ChildProcess;
  /** Ends it and starts `audit` again. */
  stop(): Promise<void>;
}

/** Replaces `audit` by the probe, behind the sidecar of `audit`, until the end of the test at the latest. */
export async function startProbe(world: World, t: TestContext): Promise<Probe> {
  const { system } = world;
  const audit = system.process("audit");
  await audit.stop();
  const { daprApiToken, appApiToken } = tokensOf(world);
  const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "..", "probe.ts")], {
    env: {
      ...process.env,
      APP_ID: "audit",
      PORT: String(audit.ports.app),
      DAPR_HTTP_PORT: String(audit.ports.dapr),
      DAPR_API_TOKEN: daprApiToken,
      APP_API_TOKEN: appApiToken,
      DATABASE_URL: system.databaseUrl,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  let rest = "";
  child.stdout?.on("data", (chunk) => {
    const all = (rest + chunk).split("\n");
    rest = all.pop() ?? "";
    lines.push(...all.filter((line) => /^(delivered|done) /.test(line)));
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("exit", resolve));
    }
    audit.start();
    system.process("audit/daprd").start();
    await audit.waitRunning();
  };
  t.after(stop);
  await eventually(async () => (await fetch(`http://127.0.0.1:${audit.ports.app}/healthz`)).ok, {
    ms: 30_000,
  });
  return { lines, child, stop };
}
