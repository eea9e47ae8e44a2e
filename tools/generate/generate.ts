import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../command.ts";
import { generated } from "./generated.ts";

/** Writes what is generated. With `--check`, writes nothing and fails when a file is stale. */
const check = process.argv.includes("--check");

for (const { file, wanted } of await generated()) {
  const path = join(repository, file);
  if (existsSync(path) && readFileSync(path, "utf8") === wanted) continue;
  if (!check) writeFileSync(path, wanted);
  else {
    console.error(`${file} is stale; run \`npm run generate\`.`);
    process.exitCode = 1;
  }
}
