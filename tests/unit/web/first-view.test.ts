import assert from "node:assert/strict";
import { test } from "node:test";
import * as esbuild from "esbuild";
import { repository } from "../../../tools/command.ts";

test("the first view loads the rules of a task, and neither schemas nor a calendar nor the recurrence engine", async () => {
  const { metafile } = await esbuild.build({
    absWorkingDir: repository,
    entryPoints: ["web/src/main.tsx"],
    outdir: "web/dist",
    bundle: true,
    splitting: true,
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".woff2": "empty", ".css": "empty" },
    metafile: true,
    write: false,
  });
  await esbuild.stop();
  const { outputs } = metafile;
  const sources = new Set<string>();
  const read = (file: string) => {
    for (const source of Object.keys(outputs[file]?.inputs ?? {})) sources.add(source);
    for (const { path, kind } of outputs[file]?.imports ?? []) if (kind === "import-statement") read(path);
  };
  read("web/dist/main.js");
  assert.ok(sources.has("functions/_shared/domain/task/rules.ts"), "the client decides by the rules");
  const heavy = /node_modules\/(zod|temporal-polyfill|rrule)\/|domain\/recurrence\//;
  assert.deepEqual(
    [...sources].filter((source) => heavy.test(source)),
    [],
  );
});
