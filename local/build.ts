import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build as esbuild, type Plugin } from "esbuild";
import { repository } from "./command.ts";
import { allFunctions } from "./functions.ts";

/**
 * The HTTP client of @dapr/dapr imports its package's entry for one function that waits for the sidecar (we do
 * not: daprd waits for us); the entry loads gRPC, Express and workflows, 2.5 MB and 40 MB of memory each.
 */
const httpOnlyDapr: Plugin = {
  name: "httpOnlyDapr",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.\/\.\.\/\.\.$/ }, ({ importer }) =>
      /@dapr[\\/]dapr[\\/]implementation[\\/]Client[\\/]HTTPClient[\\/]/.test(importer)
        ? { path: "empty", namespace: "http-only-dapr" }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: "http-only-dapr" }, () => ({ contents: "" }));
  },
};

export interface BuildOptions {
  /** (Default: all) */
  functions?: string[];
  /** (Default: `dist/` in the checkout) */
  outdir?: string;
  /** More programs to bundle, by name. */
  others?: Record<string, string>;
}

/** Bundles each function into `<outdir>/<name>/index.js`, one ES module with everything in it. */
export async function build({
  functions = allFunctions(),
  outdir,
  others = {},
}: BuildOptions = {}): Promise<void> {
  const entries = functions.map((name) => [`${name}/index`, join(repository, "functions", name, "index.ts")]);
  await esbuild({
    absWorkingDir: repository,
    entryPoints: { ...Object.fromEntries(entries), ...others },
    outdir: outdir ?? join(repository, "dist"),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    minify: true,
    sourcemap: "linked",
    legalComments: "none",
    loader: { ".sql": "text" },
    // CommonJS dependencies are inside, and they call require.
    banner: { js: `import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);` },
    plugins: [httpOnlyDapr],
    logLevel: "error",
  });
}

if (argv[1] === fileURLToPath(import.meta.url)) await build();
