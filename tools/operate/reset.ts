import { existsSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { defaultStateDir, runCommand, UserError } from "../command.ts";
import { deleteVolume } from "../local/parts/kafka-docker.ts";
import { reap } from "../local/reaper.mjs";
import { runningSystem } from "../local/record.ts";

/** `npm run reset`: deletes this machine's state after a question, or at once with `-- --yes`. */
await runCommand(async () => {
  const { values } = parseArgs({ options: { yes: { type: "boolean", short: "y", default: false } } });
  const stateDir = defaultStateDir();
  if (running(stateDir)) throw new UserError("Taskwake is running: end it with Ctrl-C first, then reset.");
  if (!existsSync(stateDir)) return console.log(`There is nothing to reset: ${stateDir} does not exist.`);
  if (!existsSync(join(stateDir, "ports.json")))
    throw new UserError(
      `${stateDir} contains no state of Taskwake: check TASKWAKE_STATE, or delete it yourself.`,
    );
  if (!values.yes && !(await agreed(stateDir))) return console.log("Nothing was deleted.");
  // A run that was killed together with its reaper may have left processes that still write there.
  await reap(stateDir);
  // A database of root may be elsewhere, behind a link.
  const database = join(stateDir, "postgres");
  if (existsSync(database)) rmSync(realpathSync(database), { recursive: true, force: true });
  deleteVolume(stateDir);
  rmSync(stateDir, { recursive: true, force: true });
  console.log(`Deleted ${stateDir}.`);
});

/** Whether the system runs, or one that a test keeps below it. */
function running(stateDir: string): boolean {
  const tests = join(stateDir, "tests");
  const below = existsSync(tests) ? readdirSync(tests).map((name) => join(tests, name)) : [];
  return [stateDir, ...below].some((directory) => runningSystem(directory) !== undefined);
}

async function agreed(stateDir: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UserError("Reset deletes all tasks and accounts: confirm with `npm run reset -- --yes`.");
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Delete all tasks, accounts and events in ${stateDir}? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
