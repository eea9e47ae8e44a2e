import { spawn } from "node:child_process";
import { join } from "node:path";
import { loadEnvironment } from "../../tools/command.ts";
import { withPostgres } from "../support/postgres.ts";

/**
 * `npm run evaluate`: how well a model, or the assistant without one, does what people ask. The model is that of
 * `npm start`; `npm run evaluate -- create bulk` chooses categories.
 */
loadEnvironment();
const code = await withPostgres("evaluation", (TASKWAKE_TEMPLATE_URL) => {
  const options = ["--import", "tsx", "--test", "--test-reporter=spec", "--test-force-exit"];
  const env = { ...process.env, TASKWAKE_TEMPLATE_URL, EVALUATE: process.argv.slice(2).join(" ") };
  const file = join(import.meta.dirname, "evaluate.ts");
  const child = spawn(process.execPath, [...options, file], { stdio: "inherit", env });
  return new Promise<number>((resolve) => child.once("exit", (status) => resolve(status ?? 1)));
});
process.exit(code);
