import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { identity, reap } from "../../../../tools/local/reaper.mjs";
import { claim, isAlive, runningSystem, writeRecord } from "../../../../tools/local/record.ts";
import { createSupervisor } from "../../../../tools/local/supervisor.ts";
import { eventually } from "../../../support/eventually.ts";

const self = { pid: process.pid, started: identity(process.pid) ?? "" };

function stateDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "supervisor-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Runs the starter of `fixtures/starter.ts` until its processes run. */
async function starter(stateDir: string): Promise<{ child: ChildProcess; pids: number[] }> {
  const file = join(import.meta.dirname, "fixtures", "starter.ts");
  const child = spawn(process.execPath, ["--import", "tsx", file, stateDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout as NonNullable<typeof child.stdout>, "data");
  return { child, pids: JSON.parse(String(line)) };
}

for (const signal of ["SIGKILL", "SIGTERM"] as const)
  test(`nothing is left when the starter gets ${signal}`, async (t) => {
    const stateDir = stateDirectory(t);
    const { child, pids } = await starter(stateDir);
    assert.equal(pids.length, 4);
    assert.ok(
      pids.every((pid) => identity(pid) !== undefined),
      "they run",
    );
    child.kill(signal);
    await eventually(() => !existsSync(join(stateDir, "processes.json")));
    assert.deepEqual(
      pids.filter((pid) => identity(pid) !== undefined),
      [],
    );
  });

test("nothing is left when the state directory is deleted while it is in use", async (t) => {
  const stateDir = stateDirectory(t);
  const { child, pids } = await starter(stateDir);
  rmSync(stateDir, { recursive: true });
  child.kill("SIGKILL");
  await eventually(() => pids.every((pid) => identity(pid) === undefined));
});

test("what a run left behind is ended by the next one", async (t) => {
  const stateDir = stateDirectory(t);
  const { child, pids } = await starter(stateDir);
  const { reaper } = JSON.parse(readFileSync(join(stateDir, "processes.json"), "utf8"));
  process.kill(reaper.pid, "SIGSTOP");
  child.kill("SIGKILL");
  await once(child, "exit");
  process.kill(reaper.pid, "SIGKILL");
  assert.ok(
    pids.every((pid) => identity(pid) !== undefined),
    "they outlive both",
  );
  assert.equal(runningSystem(stateDir), undefined);
  await reap(stateDir);
  assert.deepEqual(
    pids.filter((pid) => identity(pid) !== undefined),
    [],
  );
});

test("a process that only has the id of a recorded one is left alone", async (t) => {
  const stateDir = stateDirectory(t);
  const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true });
  t.after(() => stranger.kill("SIGKILL"));
  const entry = {
    name: "kafka",
    group: "infrastructure",
    stopSignal: "SIGTERM",
    graceMs: 100,
    ports: {},
  } as const;
  const pid = stranger.pid as number;
  writeRecord(stateDir, { starter: self, processes: [{ ...entry, pid, started: "long ago" }] });
  await reap(stateDir);
  assert.notEqual(identity(pid), undefined);
});

test("a state directory has one starter", (t) => {
  const stateDir = stateDirectory(t);
  assert.ok(claim(stateDir, { starter: self, processes: [] }));
  assert.equal(claim(stateDir, { starter: self, processes: [] }), false);
  assert.equal(runningSystem(stateDir)?.starter.pid, process.pid);
  assert.equal(isAlive({ pid: process.pid, started: "another time" }), false);
});

test("a process that ends is started again, unless it is to stay down", async (t) => {
  const stateDir = stateDirectory(t);
  const supervisor = createSupervisor(stateDir, { starter: self, processes: [] });
  t.after(() => supervisor.stop());
  const process_ = supervisor.launch({
    name: "worker",
    group: "function",
    command: process.execPath,
    args: ["-e", "setInterval(() => {}, 1000)"],
    ready: async () => true,
  });
  await process_.waitRunning();
  const first = process_.pid;
  await process_.kill("SIGKILL");
  await process_.waitRunning();
  assert.notEqual(process_.pid, first);
  assert.equal(process_.restarts, 1);
  await process_.stop();
  assert.equal(process_.pid, undefined);
  await assert.rejects(process_.waitRunning({ timeoutMs: 300 }), /worker does not start/);
  process_.start();
  await process_.waitRunning();
  assert.equal(process_.restarts, 2);
});

test("a process that cannot start is told with the end of its log", async (t) => {
  const stateDir = stateDirectory(t);
  const supervisor = createSupervisor(stateDir, { starter: self, processes: [] });
  t.after(() => supervisor.stop());
  const broken = supervisor.launch({
    name: "broken",
    group: "function",
    command: process.execPath,
    args: ["-e", "console.log('PORT is missing'); process.exit(1)"],
    ready: async () => false,
  });
  await assert.rejects(broken.waitRunning({ maxExits: 2 }), /broken does not start.*PORT is missing/s);
});

test("a tool ends with the run it belongs to", async (t) => {
  const stateDir = stateDirectory(t);
  const supervisor = createSupervisor(stateDir, { starter: self, processes: [] });
  assert.equal(await supervisor.run({ name: "echo", command: "echo", args: ["hello"] }), "hello\n");
  const compiling = supervisor.run({ name: "go", command: "sh", args: ["-c", "sleep 60 & wait"] });
  await Promise.all([assert.rejects(compiling, /go failed \(SIGTERM\)/), supervisor.stop()]);
  assert.throws(() => supervisor.run({ name: "late", command: "echo", args: [] }), /Stopped/);
});
