import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repository } from "../../tools/command.ts";

test("every package of the lock file has its checksum", () => {
  const { packages } = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8"));
  const without = Object.entries<{ integrity?: string; link?: boolean; inBundle?: boolean }>(packages)
    .filter(([path, { integrity, link, inBundle }]) => path !== "" && !integrity && !link && !inBundle)
    .map(([path]) => path);
  assert.deepEqual(without, []);
});
