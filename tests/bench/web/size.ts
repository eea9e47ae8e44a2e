import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const dist = join(import.meta.dirname, "..", "..", "..", "web", "dist");
const assets = join(dist, "assets");
const kB = (bytes: number) => Math.round(bytes / 100) / 10;
const gzipped = (file: string) => gzipSync(readFileSync(file), { level: 9 }).length;

/** Gzipped sizes of the built client: of the files needed before the first paint, and of all. */
export function sizes() {
  const html = readFileSync(join(dist, "index.html"), "utf8");
  const first = [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(([, path]) =>
    join(dist, path as string),
  );
  const all = readdirSync(assets).map((name) => join(assets, name));
  const sum = (files: string[], ext: string) =>
    files.filter((file) => file.endsWith(ext)).reduce((total, file) => total + gzipped(file), 0);
  return {
    "JavaScript of the first view, kB gzip (goal ≤ 60)": kB(sum(first, ".js")),
    "JavaScript in all, kB gzip (goal ≤ 150)": kB(sum(all, ".js")),
    "service worker, kB gzip": kB(gzipped(join(dist, "sw.js"))),
    "CSS, kB gzip": kB(sum(all, ".css")),
  };
}
