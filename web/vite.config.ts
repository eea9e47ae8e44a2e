import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { defineConfig, type Plugin } from "vite";

const here = import.meta.dirname;

/** Folder of the API reference's files, for a page of the api that the client never shows. */
const referenceFiles = "/api-reference/";
const swaggerUi = [
  "swagger-ui-bundle.js",
  "swagger-ui-bundle.js.LICENSE.txt",
  "swagger-ui.css",
  "LICENSE",
  "NOTICE",
];

/** Copies Swagger UI into the client's files, for the API reference. */
function apiReference(): Plugin {
  return {
    name: "api-reference",
    apply: "build",
    generateBundle() {
      const from = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
      for (const name of swaggerUi) {
        const fileName = join(referenceFiles, name).slice(1);
        this.emitFile({ type: "asset", fileName, source: readFileSync(join(from, name)) });
      }
    },
  };
}

/** Bundles the service worker separately once all files exist, with the list of files to cache. */
function serviceWorker(): Plugin {
  let outDir: string;
  return {
    name: "service-worker",
    apply: "build",
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      const paths = readdirSync(outDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/^sw\.js|\.map$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));
      const files = paths
        .map((path) => [path.slice(outDir.length), hashOf(readFileSync(path))] as const)
        .filter(([path]) => !path.startsWith(referenceFiles))
        .sort();
      await build({
        entryPoints: [join(here, "src/sw/sw.ts")],
        outfile: join(outDir, "sw.js"),
        bundle: true,
        minify: true,
        format: "iife",
        target: "es2022",
        legalComments: "none",
        define: {
          __FILES__: JSON.stringify(files),
          __VERSION__: JSON.stringify(hashOf(JSON.stringify(files))),
        },
        logLevel: "error",
      });
      for (const path of [...paths, join(outDir, "sw.js")]) compress(path);
    },
  };
}

/** Writes the compressed forms of a text file beside it, for a server that sends files as they are. */
function compress(path: string): void {
  if (!/\.(html|js|css|json|svg|webmanifest)$/.test(path)) return;
  const content = readFileSync(path);
  writeFileSync(`${path}.br`, brotliCompressSync(content));
  writeFileSync(`${path}.gz`, gzipSync(content));
}

const hashOf = (content: string | Buffer) => createHash("sha256").update(content).digest("hex").slice(0, 12);

export default defineConfig({
  root: here,
  plugins: [apiReference(), serviceWorker()],
  build: {
    outDir: join(here, "dist"),
    emptyOutDir: true,
    target: "es2022",
    // Inlined pictures and scripts would need exceptions in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // The first view in two files; later code in few, as each is a round trip.
        codeSplitting: {
          groups: [
            { name: "preact", test: /node_modules[\\/](preact|@preact)[\\/]/, priority: 3 },
            {
              name: "app",
              test: /web[\\/]src[\\/]/,
              tags: ["$initial"],
              priority: 2,
            },
          ],
        },
      },
    },
  },
  // `npx vite web` with a running system: the client reloads when it is edited, and the API answers.
  server: { proxy: { "/v1": { target: process.env.TASKWAKE_URL ?? "http://localhost:8080", ws: true } } },
});
