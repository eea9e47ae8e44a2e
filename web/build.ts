import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

const here = import.meta.dirname;
const made = join(here, "dist", "sw.js");
/** What the client is made of, besides its packages. */
const sources = [
  "src",
  "public",
  "index.html",
  "vite.config.ts",
  "../functions/_shared/domain",
  "../package-lock.json",
];

/** Builds the client into `web/dist`, unless that is younger than everything it is made of. */
export async function buildClient(): Promise<void> {
  if (existsSync(made) && statSync(made).mtimeMs > Math.max(...sources.map(youngest))) return;
  await build({ configFile: join(here, "vite.config.ts"), logLevel: "error" });
}

function youngest(name: string): number {
  const path = join(here, name);
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  const files = readdirSync(path, { recursive: true, encoding: "utf8" });
  return Math.max(...files.map((file) => statSync(join(path, file)).mtimeMs));
}
