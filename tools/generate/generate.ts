import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { routes } from "../../functions/api/routes/index.ts";
import { asyncApi } from "./asyncapi.ts";
import { functionsTable } from "./functions-table.ts";
import { listings } from "./listings.ts";
import { openApi } from "./openapi.ts";

/**
 * Writes what is generated from the schemas and from the folders of functions: both API documents, the README's
 * table of functions, and the lists of functions of kustomize and Skaffold.
 * With `--check`, writes nothing and fails when a file differs from what it should be.
 */
const documents = new URL("../../functions/api/documents/", import.meta.url);
const readme = new URL("../../README.md", import.meta.url);
const check = process.argv.includes("--check");

const files: [URL, string][] = [
  [new URL("openapi.json", documents), json(openApi(routes))],
  [new URL("asyncapi.json", documents), json(asyncApi())],
  [readme, functionsTable(readFileSync(readme, "utf8"))],
  ...listings().map(({ file, wanted }): [URL, string] => [pathToFileURL(file), wanted]),
];

for (const [file, content] of files) {
  if (readFileSync(file, "utf8") === content) continue;
  if (!check) writeFileSync(file, content);
  else {
    console.error(`${file.pathname} is not what the code says; run \`npm run generate\`.`);
    process.exitCode = 1;
  }
}

function json(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
