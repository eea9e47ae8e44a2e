import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import * as esbuild from "esbuild";
import { repository } from "../command.ts";
import { allFunctions } from "../functions.ts";

/**
 * The HTTP client of @dapr/dapr imports its package's entry for one function that waits for the sidecar (not needed:
 * daprd waits for us). The entry loads gRPC, Express and workflows: 2.5 MB and 40 MB of memory each.
 */
const httpOnlyDapr: esbuild.Plugin = {
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

/**
 * The framework wraps every request in a `domain`, which makes Node track each promise of the process: a fifth of a
 * small function's time. It would only catch errors thrown in unrelated callbacks, beyond the rejections that the
 * framework catches itself; such an error ends the process, and the sidecar delivers the event again.
 */
const noDomain: esbuild.Plugin = {
  name: "noDomain",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^domain$/ }, ({ importer }) =>
      /@google-cloud[\\/]functions-framework[\\/]/.test(importer)
        ? { path: "domain", namespace: "no-domain" }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: "no-domain" }, () => ({
      contents: `
        const none = { on: () => none, run: (work) => work(), bind: (work) => work };
        process.domain = none;
        exports.create = () => none;`,
    }));
  },
};

/**
 * The framework's body parsers load tables of every character encoding, half a megabyte, but never decode, since
 * `readBody` has read the body already.
 */
const noEncodings: esbuild.Plugin = {
  name: "noEncodings",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^iconv-lite$/ }, () => ({ path: "iconv-lite", namespace: "no-encodings" }));
    onLoad({ filter: /.*/, namespace: "no-encodings" }, () => ({ contents: "" }));
  },
};

/**
 * The program of a function, `function:<name>`: it starts the declaration of the folder, since importing that starts
 * nothing.
 */
const functionPrograms: esbuild.Plugin = {
  name: "functionPrograms",
  setup({ onResolve, onLoad }) {
    const namespace = "function";
    onResolve({ filter: /^function:/ }, ({ path }) => ({ path: path.slice("function:".length), namespace }));
    onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: `import declared from "./functions/${path}/index.ts";\nawait declared.start(process.env);`,
      resolveDir: repository,
    }));
  },
};

const options = {
  absWorkingDir: repository,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  minify: true,
  sourcemap: "linked",
  legalComments: "none",
  loader: { ".sql": "text" },
  // Its CommonJS build is larger and starts 3 ms slower.
  alias: { rrule: "rrule/dist/esm/index.js" },
  // CommonJS dependencies are bundled, and they call require.
  banner: { js: `import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);` },
  plugins: [functionPrograms, httpOnlyDapr, noDomain, noEncodings],
  logLevel: "error",
  metafile: true,
} satisfies esbuild.BuildOptions;

export interface BuildOptions {
  /** (Default: all) */
  functions?: string[];
  /** (Default: `dist/` in the checkout) */
  outdir?: string;
  /** More programs to bundle: name → source. */
  others?: Record<string, string>;
}

/**
 * Bundles each function into `<outdir>/<name>/index.js`, one ES module with all dependencies. Does nothing when no
 * source has changed since the last time.
 */
export async function build(wanted: BuildOptions = {}): Promise<void> {
  const { functions = allFunctions(), outdir = join(repository, "dist"), others = {} } = wanted;
  const programs = Object.entries(others);
  for (const name of functions) programs.push([name, `function:${name}`]);
  const entryPoints = Object.fromEntries(programs.map(([name, file]) => [`${name}/index`, file]));
  if (isCurrent(outdir, entryPoints)) return;
  rmSync(join(outdir, stamp), { force: true });
  const began = Date.now();
  try {
    const { metafile } = await esbuild.build({ ...options, entryPoints, outdir });
    const sources = Object.keys(metafile.inputs).filter((name) => !name.includes(":"));
    const inputs = [fileURLToPath(import.meta.url), ...sources].map((file) => [file, version(file)] as const);
    // A source saved during the build may or may not be in the bundle.
    if (inputs.every(([, { mtimeMs }]) => mtimeMs < began))
      writeFileSync(join(outdir, stamp), JSON.stringify({ entryPoints, inputs }));
  } finally {
    // Its service would keep about 400 MB.
    await esbuild.stop();
  }
}

const stamp = "inputs.json";

function version(file: string): { mtimeMs: number; size: number } {
  const { mtimeMs, size } = statSync(resolve(repository, file));
  return { mtimeMs, size };
}

function isCurrent(outdir: string, entryPoints: Record<string, string>): boolean {
  try {
    const last = JSON.parse(readFileSync(join(outdir, stamp), "utf8"));
    return (
      isDeepStrictEqual(last.entryPoints, entryPoints) &&
      Object.keys(entryPoints).every((name) => existsSync(join(outdir, `${name}.js`))) &&
      last.inputs.every(([file, then]: [string, object]) => isDeepStrictEqual(version(file), then))
    );
  } catch {
    return false;
  }
}
