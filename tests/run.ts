import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import { dirname, join, relative } from "node:path";
import { text } from "node:stream/consumers";
import { buildClient } from "../tools/build/client.ts";
import { commandLine } from "../tools/command-line.ts";
import { loadSecrets } from "../tools/local/secrets.ts";
import type { RunningSystem } from "../tools/local/system.ts";
import { withPostgres } from "./support/postgres.ts";
import { type Outside, stateOf, withSystem } from "./support/world.ts";

/**
 * Runs the tests: `npm test` runs all, `npm test -- unit integration/sync` those suites or files. Suites that use the
 * system share one, which is started here; the function tests share a PostgreSQL; the fault tests start and break their
 * own system, meanwhile if there is memory for two.
 */
const suites = ["unit", "property", "function", "integration", "browser", "faults"];
const onSystem = new Set(["integration", "browser"]);
/** Files of a suite that run concurrently: most wait more than they compute. The files of `faults` share one system in turn. */
const concurrency: Record<string, number> = { integration: 3, faults: 1 };
/** Memory that two systems and a browser need, in bytes. */
const roomForTwo = 12 * 1024 ** 3;
const here = import.meta.dirname;

const asked = process.argv.slice(2);
const suiteOf = (name: string) => name.split("/")[0] as string;
const unknown = asked.filter((name) => !suites.includes(suiteOf(name)));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(", ")}; there are ${suites.join(", ")}.`);
  process.exit(2);
}
const empty = asked.filter((name) => filesOf(suiteOf(name), [name]).length === 0);
if (empty.length > 0) {
  console.error(`There is no test ${empty.join(", ")}.`);
  process.exit(2);
}
const chosen = suites.filter((suite) => asked.length === 0 || asked.some((name) => suiteOf(name) === suite));
const failed: string[] = [];
/** Test files in which a page of the browser crashed, one a line. */
const crashes = join(mkdtempSync(join(tmpdir(), "taskwake-")), "crashes");

const meanwhile =
  chosen.includes("faults") && chosen.some((suite) => onSystem.has(suite)) && totalmem() >= roomForTwo;
if (meanwhile) {
  // Both systems need it, and would build it in the same folder.
  await buildClient(({ command, args, env }) => commandLine(command, args, env ? { env } : {}));
  // Each is waited for, also when the other cannot start.
  const ends = await Promise.allSettled([runOthers(), runFaults({ later: true })]);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
} else {
  await runOthers();
  await runFaults();
}

console.log(failed.length === 0 ? "All suites passed." : `Failed: ${failed.join(", ")}.`);
process.exit(failed.length === 0 ? 0 : 1);

async function runOthers(): Promise<void> {
  for (const suite of ["unit", "property"]) if (chosen.includes(suite)) await run(suite);
  if (chosen.includes("function"))
    await withPostgres("function", (databaseUrl) => run("function", { TASKWAKE_TEMPLATE_URL: databaseUrl }));
  const shared = chosen.filter((suite) => onSystem.has(suite));
  if (shared.length === 0) return;
  await withSystem("shared", async (system, outside) => {
    const { appApiToken } = await loadSecrets(stateOf("shared"));
    const told = { ...addresses(system, outside), TASKWAKE_APP_API_TOKEN: appApiToken };
    for (const suite of shared) await run(suite, told);
  });
}

async function runFaults(how?: { later: boolean }): Promise<void> {
  if (chosen.includes("faults")) await run("faults", {}, how);
}

function addresses(system: RunningSystem, outside: Outside): Record<string, string> {
  return {
    TASKWAKE_URL: system.url,
    TASKWAKE_DATABASE_URL: system.databaseUrl,
    TASKWAKE_KAFKA_BROKERS: system.kafkaBrokers,
    TASKWAKE_PUSH_PORT: String(outside.pushPort),
    TASKWAKE_SMTP_PORT: String(outside.smtpPort),
    TASKWAKE_OIDC_PORT: String(outside.oidcPort),
    TASKWAKE_MODEL_PORT: String(outside.modelPort),
    TASKWAKE_COLLECTOR_PORT: String(outside.collectorPort),
    TASKWAKE_DAPR_API_TOKEN: system.daprApiToken,
    TASKWAKE_PORTS: JSON.stringify(
      Object.fromEntries(system.processes.map(({ name, ports }) => [name, ports])),
    ),
  };
}

function filesOf(suite: string, of = asked): string[] {
  const directory = join(here, suite);
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
  const wanted = (name: string) =>
    of.length === 0 || of.some((each) => each === suite || `${suite}/${name}`.startsWith(each));
  // The longest first, so that none is left alone at the end.
  const sizeOf = (file: string) => statSync(file).size;
  return names
    .filter((name) => name.endsWith(".test.ts") && wanted(name))
    .map((name) => join(directory, name))
    .sort((one, other) => sizeOf(other) - sizeOf(one));
}

/** Runs the files of a suite; `later` prints their output only at their end, since another suite runs meanwhile. */
async function run(suite: string, env: Record<string, string> = {}, { later = false } = {}): Promise<void> {
  const files = filesOf(suite);
  if (files.length === 0) return;
  if (!later) console.log(`\n## ${suite}`);
  const { fallen, output } = await pass(suite, files, { env, later });
  if (later) console.log(`\n## ${suite}, which ran meanwhile\n${output}`);
  if (fallen.length > 0 && !(await passAgain(suite, fallen, env))) failed.push(suite);
}

/** Files in which Chromium itself crashed are run once more, which is reported; whatever else fails has failed. */
async function passAgain(suite: string, files: string[], env: Record<string, string>): Promise<boolean> {
  const crashed = existsSync(crashes) ? readFileSync(crashes, "utf8").split("\n") : [];
  if (!files.every((file) => crashed.includes(file))) return false;
  const names = files.map((file) => relative(here, file)).join(", ");
  console.log(`\n## ${suite}, once more: ${names}`);
  const { fallen } = await pass(suite, files, { env, later: false });
  if (fallen.length === 0) console.log(`Passed only when run again: ${names}.`);
  return fallen.length === 0;
}

/** Runs files with Node's test runner; resolves with those that failed, and with its output if that is for later. */
async function pass(
  suite: string,
  files: string[],
  { env, later }: { env: Record<string, string>; later: boolean },
): Promise<{ fallen: string[]; output: string }> {
  const list = join(mkdtempSync(join(tmpdir(), "taskwake-")), "fallen");
  const options = [
    "--import",
    "tsx",
    "--import",
    join(here, "support", "seed.ts"),
    "--test",
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    `--test-reporter=${join(here, "support", "fallen.mjs")}`,
    `--test-reporter-destination=${list}`,
    `--test-concurrency=${concurrency[suite] ?? 2}`,
    "--test-force-exit",
  ];
  const child = spawn(process.execPath, [...options, ...files], {
    stdio: ["inherit", later ? "pipe" : "inherit", "inherit"],
    env: { ...process.env, TASKWAKE_CRASHES: crashes, ...env },
  });
  const output = child.stdout ? text(child.stdout) : "";
  const code = await new Promise((resolve) => child.once("exit", resolve));
  const fallen = readFileSync(list, "utf8").split("\n").filter(Boolean);
  rmSync(dirname(list), { recursive: true });
  // Whatever ends the runner itself fails all of its files.
  return { fallen: code !== 0 && fallen.length === 0 ? files : fallen, output: await output };
}
