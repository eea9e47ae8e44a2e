import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repository } from "../../../tools/command.ts";
import { compiledDapr } from "../../../tools/local/parts/dapr-compile.ts";
import { daprVersion } from "../../../tools/local/parts/dapr-release.ts";
import { kafkaVersion } from "../../../tools/local/parts/kafka-settings.ts";

const minor = (version: string) => version.split(".").slice(0, 2).join(".");

test("what is compiled or unpacked here is the version that is deployed", () => {
  assert.equal(minor(compiledDapr), minor(daprVersion));
  assert.ok(existsSync(join(repository, `tools/local/parts/kafka-${kafkaVersion}.sha256`)));
});
