import assert from "node:assert/strict";
import { createHook } from "node:async_hooks";
import { test } from "node:test";
import { openGate } from "../../../../functions/_shared/platform/gate.ts";
import { hashPassword, verifyPassword } from "../../../../functions/api/auth/passwords.ts";

test("a password is verified by its hash, however many are hashed at once, and no more than two are", async () => {
  const running = new Set<number>();
  let most = 0;
  const hook = createHook({
    init(id, type) {
      if (type !== "SCRYPTREQUEST") return;
      running.add(id);
      most = Math.max(most, running.size);
    },
    before: (id) => void running.delete(id),
  }).enable();
  const hashes = await Promise.all(
    ["one", "two", "three", "four", "five", "six"].map((each) => hashPassword(each)),
  );
  hook.disable();
  assert.equal(most, 2);
  assert.equal(await verifyPassword("one", hashes[0]), true);
  assert.equal(await verifyPassword("two", hashes[0]), false);
  assert.equal(await verifyPassword("two", undefined), false);
});

test("a gate lets in so many at once, in order, refuses those beyond its queue, and outlives failures", async () => {
  const gate = openGate(2, 3, "Too many.");
  const order: number[] = [];
  let inside = 0;
  const results = await Promise.allSettled(
    [0, 1, 2, 3, 4, 5].map((n) =>
      gate(async () => {
        inside += 1;
        assert.ok(inside <= 2);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
        order.push(n);
        if (n === 1) throw new Error("no");
      }),
    ),
  );
  assert.deepEqual(order, [0, 1, 2, 3, 4]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled", "rejected"],
  );
  assert.equal((results[5] as PromiseRejectedResult).reason.code, "unavailable");
  await gate(async () => undefined);
});

test("who is preferred goes before those who wait, and has a queue of their own", async () => {
  const gate = openGate(1, 2, "Too many.");
  const order: string[] = [];
  const enter = (name: string, preferred = false) =>
    gate(async () => {
      order.push(name);
      await new Promise((resolve) => setImmediate(resolve));
    }, preferred);
  const strangers = ["first", "second", "third"].map((name) => enter(name));
  await assert.rejects(enter("fourth"), /Too many/);
  await Promise.all([...strangers, enter("owner", true), enter("another owner", true)]);
  assert.deepEqual(order, ["first", "owner", "another owner", "second", "third"]);
});
