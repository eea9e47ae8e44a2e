import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../../support/eventually.ts";
import { kafkaOf, lagOf, query } from "../observe.ts";
import { scaledToZero, startProbe, tokensOf, type World } from "./world.ts";

/** Events that their function does not simply handle. */
export function deliveryCases(world: World): void {
  const settled = (group: string) =>
    eventually(async () => (await lagOf(world.system))[group] === undefined, {
      ms: 60_000,
      what: `no lag of ${group}`,
    });

  test("the first event ever of a consumer group is handled", async (t) => {
    const { system, person } = world;
    const revive = await scaledToZero(system, "audit");
    t.after(revive);
    const admin = kafkaOf(system).admin();
    await admin.connect();
    // The broker keeps a killed member until its session ends; until then the group is not empty.
    await eventually(() => admin.deleteGroups(["audit"]).then(() => true), { ms: 30_000 });
    await admin.disconnect();
    const task = await person.create({ title: "First ever" });
    await revive();
    const path = `/v1/tasks/${task.id}/history`;
    await eventually(async () => (await person.call("GET", path)).body.results.length === 1, { ms: 60_000 });
    const doubled = await query(system, "select 1 from audit group by task_id, version having count(*) > 1");
    assert.deepEqual(doubled, [], "what was read again was not written again");
    await settled("audit");
  });

  test("an event whose handler throws comes again, also when it throws a 404; one that is done does not", async (t) => {
    await settled("audit");
    const probe = await startProbe(world, t);
    // A deleted group may still read events of an earlier run.
    const titled = (what: string) => `${what} #${world.userId}`;
    for (const what of ["not found", "throws", "pending", "fine"])
      await world.person.create({ title: titled(what) });
    await eventually(() => probe.lines.includes(`done ${titled("fine")}`), {
      ms: 60_000,
      what: "the last event",
    });
    await settled("audit");
    const deliveries = (what: string) =>
      probe.lines.filter((line) => line === `delivered ${titled(what)}`).length;
    assert.equal(deliveries("not found"), 2);
    assert.equal(deliveries("throws"), 2);
    assert.equal(deliveries("pending"), 1, "what a handler returns is nothing to the sidecar");
    assert.equal(deliveries("fine"), 1);
  });

  test("a function never answers 404 where only its sidecar asks", async () => {
    const headers = { "dapr-api-token": tokensOf(world).appApiToken, "content-type": "application/json" };
    for (const name of ["audit", "api", "sync"])
      for (const path of ["/events/unheard-of", "/job/unheard-of"]) {
        const url = `http://127.0.0.1:${world.system.process(name).ports.app}${path}`;
        const { status } = await fetch(url, { method: "POST", headers, body: "{}" });
        assert.ok(status >= 500, `${name} ${path}: ${status}`);
      }
  });

  test("an event with data that does not fit goes to the dead letters at once, with its reason", async () => {
    const { system, userId } = world;
    const id = crypto.randomUUID();
    const url = `http://127.0.0.1:${system.process("api").ports.dapr}/v1.0/publish/pubsub/create-task`;
    const event = {
      specversion: "1.0",
      id,
      source: "/test",
      type: "todo.command.v1.create-task",
      partitionkey: userId,
      data: { operation_id: id, user_id: userId, task: { title: "" } },
    };
    const published = await fetch(`${url}?metadata.partitionKey=${userId}`, {
      method: "POST",
      headers: {
        "dapr-api-token": system.daprApiToken,
        "content-type": "application/cloudevents+json",
      },
      body: JSON.stringify(event),
    });
    assert.equal(published.status, 204);
    const [letter] = await eventually(
      async () => {
        const rows = await query<{ reason: string; attempts: number; topic: string }>(
          system,
          "select reason, attempts, topic from dead_letters where event_id = $1",
          [id],
        );
        return rows.length > 0 ? rows : undefined;
      },
      // A retried event arrives only after 40 s.
      { ms: 30_000, what: "the dead letter" },
    );
    assert.equal(letter?.topic, "create-task");
    assert.equal(letter?.attempts, 1);
    assert.match(letter?.reason ?? "", /create-task: data does not fit/);
    await eventually(async () => {
      const { body } = await world.person.call("GET", `/v1/operations/${id}`);
      return body.problem?.code === "dead-lettered";
    });
  });
}
