import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { repository, runCommand, UserError } from "../command.ts";
import { commandLine, succeeds } from "../command-line.ts";
import { dashboards } from "../generate/dashboards.ts";

/** `npm run check:monitoring`: promtool checks and tests the alerts, and parses every query of the dashboards. */
await runCommand(async () => {
  if (!(await succeeds("promtool", ["--version"])))
    throw new UserError(
      "promtool is not on the PATH: it comes with Prometheus (https://prometheus.io/download).",
    );
  const folder = join(repository, "manifests", "monitoring", "rules");
  const yaml = (path: string) => readdirSync(path).filter((file) => file.endsWith(".yaml"));
  const rules = yaml(folder).map((file) => join(folder, file));
  const tests = yaml(join(folder, "tests")).map((file) => join(folder, "tests", file));
  await commandLine("promtool", ["check", "rules", "--lint=all", "--lint-fatal", ...rules]);
  console.log(await commandLine("promtool", ["test", "rules", ...tests]));
  await parseQueries();
});

/** As rules, because promtool parses nothing else without a server. */
async function parseQueries(): Promise<void> {
  const queries = dashboards.flatMap(({ panels }) => panels.flatMap(({ targets }) => targets));
  const rules = queries.map(([expr], n) => ({ record: `query:${n}`, expr }));
  const scratch = mkdtempSync(join(tmpdir(), "queries-"));
  try {
    const file = join(scratch, "queries.yaml");
    writeFileSync(file, stringify({ groups: [{ name: "queries", rules }] }));
    await commandLine("promtool", ["check", "rules", file]);
  } finally {
    rmSync(scratch, { recursive: true });
  }
  console.log(`${queries.length} queries of dashboards parse`);
}
