import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { version } from "../../../functions/_shared/contract/version.ts";

test("the API and the MCP server have the version of the package", () => {
  assert.equal(version, JSON.parse(readFileSync("package.json", "utf8")).version);
});
