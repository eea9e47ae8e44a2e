import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningSystem } from "../../tools/local/system.ts";
import { measured, type Outside, stateOf, withSystem } from "../support/world.ts";
import { benchCreate } from "./create.ts";
import { benchMcp } from "./mcp.ts";
import { benchRecurrence } from "./recurrence.ts";
import { benchReminders } from "./reminders.ts";
import { benchSearch } from "./search.ts";
import { benchCold, benchMemory, benchStart } from "./start.ts";
import { benchSync } from "./sync.ts";

/**
 * Runs the benchmarks and prints a table; `npm run bench -- create sync` runs only those. The figures are also written
 * to `.taskwake/bench.json`. TRACED=1 measures with traces. Absolute times depend on the machine; ratios compare within the run.
 */
const name = "bench";
const all = [
  "start",
  "memory",
  "create",
  "sync",
  "reminders",
  "import",
  "search",
  "mcp",
  "cold",
  "recurrence",
];
const asked = process.argv.slice(2);
const chosen = (section: string) => asked.length === 0 || asked.includes(section);
const unknown = asked.filter((section) => !all.includes(section));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}; there are ${all.join(", ")}.`);
  process.exit(2);
}

const figures: Record<string, number | string> = {};
const add = (more: Record<string, number | string>) => {
  Object.assign(figures, more);
  for (const [what, value] of Object.entries(more)) console.log(`${what.padEnd(52)} ${value}`);
};

if (chosen("recurrence")) add(benchRecurrence());
if (chosen("start")) add(await benchStart(name));
if (asked.length === 0 || asked.some((section) => !["recurrence", "start"].includes(section)))
  await withSystem(name, measure, measured);

async function measure(system: RunningSystem, { pushPort }: Outside): Promise<void> {
  if (chosen("memory")) add(benchMemory(system));
  if (chosen("create")) add(await benchCreate(system));
  if (chosen("sync")) add(await benchSync(system));
  if (chosen("reminders")) add(await benchReminders(system, pushPort));
  if (chosen("import")) add(await (await import("./import.ts")).benchImport(system));
  if (chosen("search")) add(await benchSearch(system));
  if (chosen("mcp")) add(await benchMcp(system));
  if (chosen("cold")) add(await benchCold(system, name));
}

const file = join(stateOf("."), "..", "bench.json");
mkdirSync(join(file, ".."), { recursive: true });
writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), figures }, null, 2)}\n`);
console.table(figures);
console.log(`Written to ${file}.`);
process.exit(0);
