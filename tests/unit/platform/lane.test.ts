import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openLane } from "../../../functions/_shared/platform/lane.ts";

/** A lane of letters and numbers, such as `a1` of the key `a`, that records its groups. */
function recorded(most?: number) {
  const groups: string[][] = [];
  const run = openLane<string, string>({
    keyOf: (item) => item[0] as string,
    ...(most && { most }),
    async work(group) {
      groups.push(group);
      await sleep(1);
      if (group.includes("x1")) throw new Error("no");
      return group.map((item) => item.toUpperCase());
    },
  });
  return { groups, run };
}

test("one that finds the lane empty waits for nobody; those that come meanwhile go together", async () => {
  const { groups, run } = recorded();
  assert.deepEqual(await Promise.all(["a1", "b1", "c1"].map(run)), ["A1", "B1", "C1"]);
  assert.equal(await run("d1"), "D1");
  assert.deepEqual(groups, [["a1"], ["b1", "c1"], ["d1"]]);
});

test("those of one key follow each other in order, and a group has its limit", async () => {
  const { groups, run } = recorded(2);
  await Promise.all(["a1", "b1", "b2", "c1", "d1", "b3"].map(run));
  assert.deepEqual(groups, [["a1"], ["b1", "c1"], ["b2", "d1"], ["b3"]]);
});

test("a group that fails rejects its items alone, and the lane goes on", async () => {
  const { run } = recorded();
  const ends = await Promise.allSettled(["a1", "x1", "b1"].map(run));
  assert.deepEqual(
    ends.map(({ status }) => status),
    ["fulfilled", "rejected", "rejected"],
  );
  assert.equal(await run("c1"), "C1");
});
