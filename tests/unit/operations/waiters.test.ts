import assert from "node:assert/strict";
import { test } from "node:test";
import type { OperationResult } from "../../../functions/_shared/contract/schemas.ts";
import { openWaiters } from "../../../functions/_shared/operations/waiters.ts";

const result = (operation_id: string): OperationResult => ({
  operation_id,
  status: "succeeded",
  task_data: null,
  problem: null,
});

test("everyone who waits for an operation gets its result, and nobody another's", async () => {
  const waiters = openWaiters(async () => []);
  const [first, again, other] = [
    waiters.wait("a", 5000),
    waiters.wait("a", 5000),
    waiters.wait("b", 5000),
  ] as const;
  waiters.settle(result("a"));
  assert.deepEqual(await Promise.all([first, again]), [result("a"), result("a")]);
  waiters.settle(result("b"));
  assert.deepEqual(await other, result("b"));
});

test("a result that is only stored is read at once", async () => {
  const asked: string[][] = [];
  const waiters = openWaiters(async (ids) => {
    asked.push(ids);
    return ids.map(result);
  });
  const waiting = waiters.wait("a", 5000);
  waiters.settle({ ...result("b"), stored: true });
  waiters.settle({ ...result("a"), stored: true });
  assert.deepEqual(await waiting, result("a"));
  assert.deepEqual(asked, [["a"]]);
});

test("a result whose event is lost is found in the database, by one query for all", async () => {
  const asked: string[][] = [];
  const waiters = openWaiters(async (ids) => {
    asked.push(ids);
    return asked.length < 2 ? [] : ids.map(result);
  });
  const results = await Promise.all(["a", "b"].map((id) => waiters.wait(id, 5000)));
  assert.deepEqual(results, [result("a"), result("b")]);
  assert.deepEqual(asked, [
    ["a", "b"],
    ["a", "b"],
  ]);
});

test("whoever gives up, or waits too long, has no result; a database that fails ends nothing", async () => {
  const waiters = openWaiters(() => Promise.reject(new Error("down")));
  const refused = new AbortController();
  const given = waiters.wait("a", 5000, refused.signal);
  refused.abort();
  assert.equal(await given, undefined);
  assert.equal(await waiters.wait("b", 600), undefined);
});
