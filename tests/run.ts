import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { loadSecrets } from "../tools/local/secrets.ts";
import type { RunningSystem } from "../tools/local/system.ts";
import { withPostgres } from "./support/postgres.ts";
import { type Outside, stateOf, withSystem } from "./support/world.ts";

/**
 * Runs the tests: `npm test` runs all, `npm test -- unit integration/sync` those suites or files. Suites that use the
 * system share one, which is started here; the function tests share a PostgreSQL; the fault tests start and break their
 * own systems.
 */
const suites = ["unit", "property", "function", "integration", "browser", "faults"];
const onSystem = new Set(["integration", "browser"]);
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

for (const suite of ["unit", "property"].filter((name) => chosen.includes(name))) await run(suite);
if (chosen.includes("function"))
  await withPostgres("function", (databaseUrl) => run("function", { TASKWAKE_TEMPLATE_URL: databaseUrl }));
const shared = chosen.filter((suite) => onSystem.has(suite) && filesOf(suite).length > 0);
if (shared.length > 0)
  await withSystem("shared", async (system, outside) => {
    const { appApiToken } = await loadSecrets(stateOf("shared"));
    const told = { ...addresses(system, outside), TASKWAKE_APP_API_TOKEN: appApiToken };
    for (const suite of shared) await run(suite, told);
  });
if (chosen.includes("faults")) await run("faults");

console.log(failed.length === 0 ? "All suites passed." : `Failed: ${failed.join(", ")}.`);
process.exit(failed.length === 0 ? 0 : 1);

function addresses(system: RunningSystem, outside: Outside): Record<string, string> {
  return {
    TASKWAKE_URL: system.url,
    TASKWAKE_DATABASE_URL: system.databaseUrl,
    TASKWAKE_KAFKA_BROKERS: system.kafkaBrokers,
    TASKWAKE_PUSH_PORT: String(outside.pushPort),
    TASKWAKE_SMTP_PORT: String(outside.smtpPort),
    TASKWAKE_OIDC_PORT: String(outside.oidcPort),
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
  return names
    .filter((name) => name.endsWith(".test.ts") && wanted(name))
    .map((name) => join(directory, name));
}

/** Runs the files of a suite. */
async function run(suite: string, env: Record<string, string> = {}): Promise<void> {
  const files = filesOf(suite);
  if (files.length === 0) return;
  console.log(`\n## ${suite}`);
  if (!(await pass(suite, files, env))) failed.push(suite);
}

/** Runs files with Node's test runner; true when all passed. */
async function pass(suite: string, files: string[], env: Record<string, string>): Promise<boolean> {
  const options = [
    "--import",
    "tsx",
    "--import",
    join(here, "support", "seed.ts"),
    "--test",
    "--test-reporter=spec",
    // Sequentially if a system is shared or broken: an import of thousands makes its partition wait.
    `--test-concurrency=${["unit", "property", "function"].includes(suite) ? 2 : 1}`,
    "--test-force-exit",
  ];
  const child = spawn(process.execPath, [...options, ...files], {
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  return code === 0;
}
