import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { knownFunctions } from "../functions/_shared/contract/functions.ts";
import type { Declared } from "../functions/_shared/platform/declaration.ts";
import { repository } from "./command.ts";

/** Suffix of each function's replica on one machine, like the name of a pod in a cluster. */
export const localPod = "-local";

/** Whether a function runs once, before the others, and has no sidecar. */
export const isJob = (name: string): boolean => knownFunctions[name]?.shape === "job";

/** Whether a function has no sidecar and answers with metrics. */
export const isExporter = (name: string): boolean => knownFunctions[name]?.shape === "exporter";

/** The secrets of a function: variable → `secret/key`. */
export const secretsOf = (name: string): Record<string, string> => knownFunctions[name]?.secrets ?? {};

/** Every function of the checkout: the folders of `functions/` with an `index.ts`. */
export function allFunctions(): string[] {
  const root = join(repository, "functions");
  return readdirSync(root)
    .filter((name) => !name.startsWith("_") && existsSync(join(root, name, "index.ts")))
    .sort();
}

/** The declaration of each function, read from its folder. */
export async function declaredFunctions(): Promise<Declared[]> {
  const declared: Declared[] = [];
  for (const folder of allFunctions()) {
    const file = join(repository, "functions", folder, "index.ts");
    const { default: found } = (await import(pathToFileURL(file).href)) as { default?: Declared };
    if (found?.name !== folder)
      throw new Error(`functions/${folder}/index.ts must export by default the function "${folder}".`);
    declared.push(found);
  }
  return declared;
}
