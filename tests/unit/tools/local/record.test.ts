import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { claimState } from "../../../../tools/local/claim.ts";
import { reap } from "../../../../tools/local/reaper.mjs";
import { claim, readRecord } from "../../../../tools/local/record.ts";

const directory = mkdtempSync(join(tmpdir(), "record-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const file = join(directory, "processes.json");

test("a record that a full disk left empty or cut keeps no start from beginning", async () => {
  for (const left of ["", "{", '{"starter":{"pid":1', "null", "{}"]) {
    writeFileSync(file, left);
    await reap(directory);
    assert.equal(existsSync(file), false, left);
  }
});

test("a state directory is claimed by one, with a whole record", () => {
  const record = { starter: { pid: 1, started: "now" }, processes: [] };
  assert.equal(claim(directory, record), true);
  assert.equal(claim(directory, record), false);
  assert.deepEqual(readRecord(directory), record);
  assert.deepEqual(readdirSync(directory), ["processes.json"]);
});

test("a claimed state directory is closed to others on the machine", async () => {
  rmSync(file, { force: true });
  chmodSync(directory, 0o755);
  await claimState(directory);
  // Root's database runs as another account, which has to pass.
  assert.equal(statSync(directory).mode & 0o777, process.getuid?.() === 0 ? 0o711 : 0o700);
  for (const inner of ["logs", "kafka"])
    assert.equal(statSync(join(directory, inner)).mode & 0o777, 0o700, inner);
});
