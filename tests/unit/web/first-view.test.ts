import assert from "node:assert/strict";
import { before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import client from "../../../web/vite.config.ts";

/** Goal of the first view's JavaScript, in bytes of gzip: about half a second on a slow phone's network. */
const most = 60_000;

let first: Rolldown.OutputChunk[];

before(async () => {
  // As it is built for use, without the files beside it and without writing.
  const built = await build({
    ...client,
    configFile: false,
    plugins: [],
    logLevel: "silent",
    build: { ...client.build, write: false },
  });
  const { output } = built as Rolldown.RolldownOutput;
  const page = output.find(({ fileName }) => fileName === "index.html");
  assert.ok(page?.type === "asset");
  const named = String(page.source);
  first = output.filter(
    (each) => each.type === "chunk" && named.includes(`/${each.fileName}"`),
  ) as typeof first;
});

test("the first view loads the rules of a task, and neither schemas nor a calendar nor the recurrence engine nor a grammar", () => {
  const sources = first.flatMap(({ moduleIds }) => moduleIds);
  assert.ok(
    sources.some((source) => source.endsWith("functions/_shared/domain/task/rules.ts")),
    "the client decides by the rules",
  );
  const heavy = /node_modules\/(zod|temporal-polyfill|rrule)\/|domain\/(recurrence|quick-add)\//;
  assert.deepEqual(
    sources.filter((source) => heavy.test(source)),
    [],
  );
});

test("the first view's JavaScript stays within 60 kB of gzip", () => {
  const bytes = first.reduce((total, { code }) => total + gzipSync(code, { level: 9 }).length, 0);
  assert.ok(bytes > most / 2 && bytes <= most, `${bytes} bytes`);
});

test("texts of views that are fetched later are fetched with them", () => {
  const sources = first.flatMap(({ moduleIds }) => moduleIds);
  assert.deepEqual(
    sources.filter((source) => /features\/.*\/words\.ts$/.test(source)),
    [],
  );
});
