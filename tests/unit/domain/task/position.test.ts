import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { generateKeyBetween } from "fractional-indexing";
import { isPosition, positionOf } from "../../../../functions/_shared/domain/task/position.ts";
import { TaskPatch } from "../../../../functions/_shared/domain/task/task.ts";

const task = fc.record({
  id: fc.oneof(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: -(2 ** 52), max: -1 })),
  position: fc.constant(""),
  created_at: fc
    .date({ min: new Date("1900-01-01"), max: new Date("2200-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString()),
});

test("a task that was never moved stands where it was created, and one without the server's id behind those with one", () => {
  fc.assert(
    fc.property(task, task, (a, b) => {
      const [left, right] = [positionOf(a), positionOf(b)];
      assert.ok(isPosition(left), left);
      const byHand =
        Number(a.id < 0) - Number(b.id < 0) || Date.parse(a.created_at) - Date.parse(b.created_at);
      assert.equal(Math.sign(byHand || a.id - b.id), left === right ? 0 : left < right ? -1 : 1);
      if (left !== right) assert.ok(isPosition(generateKeyBetween(left, right)));
    }),
  );
});

test("what is no index is refused: between it and another, nothing could be placed", () => {
  const texts = fc.oneof(
    fc.stringMatching(/^[A-Za-z][0-9A-Za-z]{0,30}$/),
    fc.constantFrom("a0", "Zz", `A${"0".repeat(26)}`, `A${"0".repeat(26)}1`, "a00", "z"),
  );
  const isBetween = (text: string) => {
    try {
      return Boolean(generateKeyBetween(text, null) && generateKeyBetween(null, text));
    } catch {
      return false;
    }
  };
  fc.assert(fc.property(texts, (text) => assert.equal(isPosition(text), isBetween(text), text)));
  assert.equal(TaskPatch.safeParse({ position: "a0" }).success, true);
  assert.equal(TaskPatch.safeParse({ position: "a" }).success, false);
  assert.equal(TaskPatch.parse({ position: null }).position, "");
});
