import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../../support/eventually.ts";
import { query } from "../observe.ts";
import { beginCreate, holdUser, isHeld, type World } from "./world.ts";

/** Outages of what the api, or a function, needs. */
export function outageCases(world: World): void {
  for (const [what, name] of [
    ["its sidecar", "api/daprd"],
    ["the broker", "kafka"],
  ] as const)
    test(`without ${what} the api reads, refuses writes with Retry-After, and recovers by itself`, async () => {
      const { system, person } = world;
      const task = await person.create({ title: `Before ${name}` });
      await system.process(name).stop("SIGKILL");
      try {
        const read = await person.call("GET", `/v1/tasks/${task.id}`);
        assert.equal(read.status, 200);
        assert.equal((await person.call("GET", "/v1/tasks")).status, 200);
        const begun = Date.now();
        const write = await person.call("POST", "/v1/tasks", { body: { title: `Without ${name}` } });
        assert.equal(write.status, 503);
        assert.equal(write.body.code, "unavailable");
        assert.ok(Number(write.headers.get("retry-after")) > 0);
        // The sidecar alone would retry for 20 s.
        assert.ok(Date.now() - begun < 18_000, `told after ${Date.now() - begun} ms`);
        assert.equal((await fetch(`${system.url}/readyz`)).status, 200, "it stays ready, for it reads");
      } finally {
        system.process(name).start();
      }
      const again = { body: { title: `After ${name}` }, headers: { "idempotency-key": `after ${name}` } };
      await eventually(async () => (await person.call("POST", "/v1/tasks", again)).status === 201, {
        ms: 90_000,
        every: 500,
        what: "a write",
      });
      const made = (await person.tasks()).filter(({ title }) => title === `After ${name}`);
      assert.equal(made.length, 1);
    });

  test("an event that finds the database away for most of a minute is done once it is back", async (t) => {
    const { system, person } = world;
    const release = await holdUser(world, t);
    const { id } = beginCreate(world, "Patient");
    await isHeld(world);
    const postgres = system.process("postgres");
    const { restarts } = system.process("create-task");
    const gone = Date.now();
    await postgres.stop("SIGKILL");
    await release();
    try {
      const refused = await person.call("GET", "/v1/tasks");
      assert.deepEqual([refused.status, refused.body.code], [503, "unavailable"]);
      assert.ok(Number(refused.headers.get("retry-after")) > 0);
      // Longer than ten attempts that are refused at once.
      await sleep(55_000);
    } finally {
      postgres.start();
    }
    await postgres.waitRunning({ timeoutMs: 180_000 });
    const away = Math.round((Date.now() - gone) / 1000);
    let seen = "nothing";
    await eventually(
      async () => {
        const { status, body } = await person.call("GET", `/v1/operations/${id}`);
        seen = `${status} ${JSON.stringify(body)}`;
        return body.status === "succeeded";
      },
      { ms: 60_000, every: 200 },
    ).catch((cause) => assert.fail(`${cause}: the database was away for ${away} s; seen last: ${seen}`));
    assert.deepEqual(await query(system, "select from dead_letters where event_id = $1", [id]), []);
    assert.equal(system.process("create-task").restarts, restarts, "what it worked on did not end it");
  });
}
