import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { CommandCall } from "../../functions/_shared/contract/schemas.ts";
import { Refusal } from "../../functions/_shared/domain/refusal.ts";
import type { Change } from "../../functions/_shared/domain/task/change.ts";
import { circumstances } from "../../functions/_shared/domain/task/circumstances.ts";
import { create } from "../../functions/_shared/domain/task/rules.ts";
import { NewTask, type Task, type TaskPatch } from "../../functions/_shared/domain/task/task.ts";
import { decideChange } from "../../functions/_shared/operations/change.ts";
import { isBackAt } from "../../functions/_shared/operations/undone.ts";
import type { Made } from "../../functions/_shared/store/operations/operations.ts";
import { newKey } from "./web-world.ts";

/** An operation as it is stored: the version it made, and the command that undoes it. */
type Stored = Made & { undo: CommandCall };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc
    .record(
      {
        title: fc.constantFrom("tea", "eggs"),
        priority: fc.constantFrom("high" as const, "medium" as const, "low" as const),
        tags: fc.subarray(["home", "work"]),
        due: fc.constantFrom<TaskPatch["due"]>({ date: "2029-03-25" }, { date: "2029-03-26", time: "02:30" }),
        snoozed_until: fc.constantFrom(null, "2029-03-25T08:00:00.000Z"),
        recurrence: fc.constantFrom(null, {
          rrule: "FREQ=DAILY",
          mode: "schedule" as const,
          exdates: [] as string[],
        }),
      },
      { requiredKeys: [] },
    )
    .filter((patch) => Object.keys(patch).length > 0)
    .map((patch) => ({ kind: "update" as const, patch })),
  fc
    .constantFrom(
      ...(["complete", "reopen", "skip", "delete", "restore"] as const satisfies Change["kind"][]),
    )
    .map((kind) => ({ kind })),
);
const step = fc.oneof(
  { weight: 5, arbitrary: change.map((change) => ({ do: "change" as const, change })) },
  {
    weight: 3,
    arbitrary: fc.integer({ min: 1, max: 5 }).map((times) => ({ do: "undo latest" as const, times })),
  },
  { weight: 2, arbitrary: fc.nat(20).map((which) => ({ do: "undo any" as const, which })) },
  // A change that is no operation of the task itself, such as the removal of an occurrence.
  { weight: 1, arbitrary: fc.constant({ do: "aside" as const }) },
);

/** A task with its operations, as the functions and the store keep them. */
function history(zone: string) {
  let clock = Date.parse("2029-01-01T00:00:00.000Z");
  const at = () => {
    clock += 60_000;
    return circumstances({ now: new Date(clock), zone, newId: newKey });
  };
  const first = create(NewTask.parse({ title: "first", due: { date: "2029-03-24" } }), at());
  let task = { ...first, id: 1, version: 1, seq: 1 } as Task;
  const versions = [task, task];
  const made: Stored[] = [];
  /** Makes a change; undefined when the rules refuse it. */
  function make(change: Change, undoes: string | null = null): Stored | undefined {
    const now = at();
    try {
      const decision = decideChange(task, change, now);
      const [{ after }] = decision.changes;
      const version = task.version + 1;
      task = { ...after, version, updated_at: now.now.toISOString() };
      versions.push(task);
      const stored = { id: newKey(), version, undoes, undo: decision.undo?.(task) as CommandCall };
      made.push(stored);
      return stored;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }
  return {
    make,
    made,
    /** Whether an undo of the operation is accepted. */
    accepts: ({ version }: Stored) =>
      isBackAt(
        version,
        task.version,
        made.filter((each) => each.version > version),
      ),
    undo({ id, undo: { command, arguments: args } }: Stored) {
      const { task_id: _, version: _v, ...rest } = args as Record<string, unknown>;
      return make({ kind: command.replace("-task", ""), ...rest } as Change, id);
    },
    aside() {
      task = { ...task, notes: `${task.notes}x`, version: task.version + 1 };
      versions.push(task);
    },
    /** The content of a version; instants of the trash differ each time, and mean the same. */
    content(version = task.version) {
      const { version: _, seq: _s, updated_at: _u, deleted_at, ...content } = versions[version] as Task;
      return { ...content, trashed: deleted_at !== null };
    },
  };
}

test("undos follow each other over any number of steps; each is accepted only upon the content its operation left", () => {
  const seen = { chained: 0, refused: 0, longest: 0 };
  fc.assert(
    fc.property(
      fc.constantFrom("Europe/Berlin", "UTC"),
      fc.array(step, { minLength: 2, maxLength: 24 }),
      (zone, steps) => {
        const all = history(zone);
        /** What the person can still undo, the latest last. */
        let past: Stored[] = [];
        let run = 0;
        for (const one of steps) {
          if (one.do === "aside") {
            all.aside();
            past = [];
          } else if (one.do === "change") {
            const stored = all.make(one.change);
            if (stored) past.push(stored);
            run = 0;
          } else if (one.do === "undo latest") {
            for (const latest of past.splice(-one.times).reverse()) {
              assert.ok(all.accepts(latest), "the latest that is not undone can be undone");
              assert.deepEqual(all.content(), all.content(latest.version));
              assert.ok(all.undo(latest), "and the rules allow it");
              assert.deepEqual(all.content(), all.content(latest.version - 1));
              run += 1;
              if (run > 1) seen.chained += 1;
              seen.longest = Math.max(seen.longest, run);
            }
          } else {
            const any = all.made[one.which % Math.max(1, all.made.length)];
            if (!any) continue;
            if (all.accepts(any)) assert.deepEqual(all.content(), all.content(any.version));
            else seen.refused += 1;
          }
        }
      },
    ),
    { numRuns: 2000 },
  );
  assert.ok(seen.chained > 500 && seen.refused > 500 && seen.longest > 3, JSON.stringify(seen));
});
