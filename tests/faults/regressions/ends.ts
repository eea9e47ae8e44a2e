import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../../support/eventually.ts";
import { query } from "../observe.ts";
import { beginCreate, holdUser, isHeld, type Probe, startProbe, type World } from "./world.ts";

/** Unfinished work when a process ends. */
export function endingCases(world: World): void {
  /** Sends a command that stops within its transaction, ends the processes, and lets the transaction continue. */
  async function endInMidHandler(t: TestContext, names: string[], signal: NodeJS.Signals) {
    const release = await holdUser(world, t);
    const create = beginCreate(world, `Drained by ${signal}`);
    await isHeld(world);
    const ended = Promise.all(names.map((name) => world.system.process(name).kill(signal)));
    await sleep(1500);
    await release();
    return { create, ended };
  }

  const pod = ["create-task", "create-task/daprd"];
  for (const [names, signal] of [
    [["create-task"], "SIGINT"],
    [pod, "SIGTERM"],
  ] as const)
    test(`${signal} to ${names.join(" and ")} in mid-handler lets the event be finished`, async (t) => {
      const { system } = world;
      const { create, ended } = await endInMidHandler(t, [...names], signal);
      await ended;
      // At once, long before a successor could have done it.
      const [row] = await query<{ status: string; left: number }>(
        system,
        "select status, (select count(*)::int from outbox where cause = $1::uuid) as left from operations where id = $1",
        [create.id],
      );
      assert.deepEqual(row, { status: "succeeded", left: 0 });
      const failed = await query(system, "select reason from failures where event_id = $1", [create.id]);
      assert.deepEqual(failed, []);
      assert.equal(await create.end(), "succeeded");
      await Promise.all(names.map((name) => system.process(name).waitRunning()));
    });

  test("SIGTERM in mid-handler does not have the event delivered again", async (t) => {
    const probe = await probeGiven(t, "takes long");
    await podEnds(probe);
    assert.deepEqual(probe.lines.slice(-2), ["delivered takes long", "done takes long"]);
    await probe.stop();
    const rows = await query(
      world.system,
      "select 1 from audit where user_id = $1 and task_data->>'title' = 'takes long'",
      [world.userId],
    );
    assert.equal(rows.length, 0, "audit never saw it, as the probe had done it");
  });

  test("an event that is to be tried again when its pod is told to end is done before the pod is gone", async (t) => {
    const probe = await probeGiven(t, "throws");
    await podEnds(probe);
    assert.deepEqual(probe.lines.slice(-3), ["delivered throws", "delivered throws", "done throws"]);
    await probe.stop();
  });

  async function probeGiven(t: TestContext, title: string): Promise<Probe> {
    const probe = await startProbe(world, t);
    await world.person.create({ title });
    await eventually(() => probe.lines.includes(`delivered ${title}`), { ms: 30_000, every: 20 });
    return probe;
  }

  /** Signals the probe and its sidecar together, like a pod's containers, and waits for both. */
  async function podEnds({ child }: Probe): Promise<void> {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await Promise.all([gone, world.system.process("audit/daprd").stop()]);
  }

  test("a function killed in mid-handler and away for a while hears its sidecar again", async (t) => {
    const { system, person } = world;
    const [app, sidecar] = [system.process("create-task"), system.process("create-task/daprd")];
    const restarts = sidecar.restarts;
    const release = await holdUser(world, t);
    const first = beginCreate(world, "In hand");
    await isHeld(world);
    await app.stop("SIGKILL");
    t.after(() => app.start());
    await release();
    // Longer than Dapr waits for an app that does not answer: three probes.
    await sleep(5000);
    app.start();
    assert.equal(await first.end(), "succeeded");
    await eventually(
      async () => (await person.call("POST", "/v1/tasks", { body: { title: "After" } })).status === 201,
      { ms: 30_000 },
    );
    assert.equal(sidecar.restarts, restarts, "the same sidecar");
  });
}
