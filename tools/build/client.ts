import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../command.ts";
import type { Run } from "../local/tool.ts";

const web = join(repository, "web");
/** The last file that the client's build writes. */
const product = join(web, "dist", "sw.js");

/** The client's sources outside its own folder: those shared with the functions, and its packages. */
const shared = ["functions/_shared/domain", "functions/_shared/contract", "package-lock.json"].map((path) =>
  join(repository, path),
);

/** Builds the web client into `web/dist` when a source is newer; the files can be served by any static host. */
export async function buildClient(run: Run): Promise<void> {
  if (isCurrent()) return;
  await run({
    name: "client",
    command: process.execPath,
    args: [
      join(repository, "node_modules", "vite", "bin", "vite.js"),
      "build",
      "-c",
      join(web, "vite.config.ts"),
    ],
    env: process.env,
  });
}

function isCurrent(): boolean {
  if (!existsSync(product)) return false;
  const built = statSync(product).mtimeMs;
  return [web, ...shared]
    .flatMap(filesIn)
    .filter((path) => !path.startsWith(join(web, "dist")))
    .every((path) => statSync(path).mtimeMs <= built);
}

function filesIn(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
