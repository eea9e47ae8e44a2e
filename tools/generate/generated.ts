import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { routes } from "../../functions/api/routes/index.ts";
import { repository } from "../command.ts";
import { declaredFunctions } from "../functions.ts";
import { asyncApi } from "./asyncapi.ts";
import { functionsTable } from "./functions-table.ts";
import { blocksOf, knownOf, leafOf, valuesOf } from "./manifests.ts";
import { withMarked } from "./marked.ts";
import { migrationsFolder, migrationsList } from "./migrations.ts";
import { monitoringFiles } from "./monitoring.ts";
import { openApi } from "./openapi.ts";

/** The expected content of a file of the checkout. */
export interface Generated {
  /** Relative to the checkout. */
  file: string;
  wanted: string;
}

const read = (file: string) => readFileSync(join(repository, file), "utf8");
const json = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;

/** Everything that is generated from the schemas, the routes and the functions' declarations. */
export async function generated(): Promise<Generated[]> {
  const all = await declaredFunctions();
  const [blocks, values] = [blocksOf(all, routes), valuesOf(all)];
  return [
    { file: "functions/api/documents/openapi.json", wanted: json(openApi(routes)) },
    { file: "functions/api/documents/asyncapi.json", wanted: json(asyncApi(all)) },
    { file: "functions/_shared/contract/functions.json", wanted: json(knownOf(all)) },
    { file: `${migrationsFolder}/all.ts`, wanted: migrationsList() },
    { file: "README.md", wanted: functionsTable(read("README.md"), all) },
    ...monitoringFiles(),
    ...all.map((each) => ({ file: `functions/${each.name}/kustomization.yaml`, wanted: leafOf(each) })),
    ...markedFiles().map((file) => ({ file, wanted: withMarked(read(file), blocks, values) })),
  ];
}

/** Folders and files of manifests that are written or generated as a whole. */
const unmarked = /^(monitoring\/|features\/monitoring\/rules\.yaml$)/;

/** YAML files that may contain marks. */
function markedFiles(): string[] {
  const below = (folder: string) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".yaml") && !unmarked.test(name))
      .map((name) => `${folder}/${name}`);
  return ["skaffold.yaml", "functions/kustomization.yaml", ...below("components"), ...below("manifests")];
}
