import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./command.ts";

/** Ends the name of each function's replica on one machine, as the number of a pod does in a cluster. */
export const localPod = "-local";

/** Functions that run once, before the others, and have no sidecar. */
export const jobs = ["migrate"];

/** Every function of the checkout: the folders of `functions/` with an `index.ts`. */
export function allFunctions(): string[] {
  const root = join(repository, "functions");
  return readdirSync(root)
    .filter((name) => !name.startsWith("_") && existsSync(join(root, name, "index.ts")))
    .sort();
}
