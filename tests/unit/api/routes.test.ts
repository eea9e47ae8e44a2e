import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Route } from "../../../functions/api/route.ts";
import { routes } from "../../../functions/api/routes/index.ts";
import { repository } from "../../../tools/command.ts";

const folder = join(repository, "functions", "api", "routes");

test("every route that a file of the folder exports is served", async () => {
  const files = readdirSync(folder).filter((name) => name !== "index.ts");
  const modules: Record<string, unknown>[] = await Promise.all(
    files.map((name) => import(join(folder, name))),
  );
  const exported = modules
    .flatMap((module) => Object.entries(module))
    .filter(([name]) => name.endsWith("Routes"))
    .flatMap(([, list]) => list as Route[]);
  const nameOf = ({ method, path }: Route) => `${method} ${path}`;
  assert.deepEqual(exported.map(nameOf).sort(), routes.map(nameOf).sort());
});
