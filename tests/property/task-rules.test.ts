import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { commands } from "../../functions/_shared/contract/schemas.ts";
import type { CommandTopic } from "../../functions/_shared/contract/topics.ts";
import { checkRule } from "../../functions/_shared/domain/recurrence/index.ts";
import { Refusal } from "../../functions/_shared/domain/refusal.ts";
import { type SimpleRule, toRrule } from "../../functions/_shared/domain/simple-rule.ts";
import { inverseOf, type Change as TaskChange } from "../../functions/_shared/domain/task/change.ts";
import { circumstances } from "../../functions/_shared/domain/task/circumstances.ts";
import { create } from "../../functions/_shared/domain/task/rules.ts";
import { NewTask, type Task, TaskPatch } from "../../functions/_shared/domain/task/task.ts";
import { dueAt } from "../../functions/_shared/domain/time.ts";
import { instantOf } from "../../functions/_shared/domain/wall-clock.ts";
import { decideChange } from "../../functions/_shared/operations/change.ts";
import { type Op, project } from "../../web/src/core/ops.ts";
import { newKey } from "./web-world.ts";

/* The functions and the client change tasks by the same rules, each with its own calendar. */

// Summer time of one hour and of half an hour, at midnight and at night, twice a year and around Ramadan, or none.
const zones = [
  ...["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "America/Havana"],
  ...["Asia/Beirut", "Africa/Cairo", "Africa/Casablanca", "Pacific/Chatham", "Asia/Kathmandu", "UTC"],
];
// Days on which one of these clocks changes, and days around them.
const changeDays = ["2029-03-25", "2029-10-28", "2029-03-11", "2029-11-04", "2029-04-01", "2029-10-07"];
const hardDays = [...changeDays, "2029-09-02", "2029-09-01", "2029-04-08", "2029-04-27", "2029-10-26"];

const day = fc.oneof(
  fc.constantFrom(...hardDays),
  fc
    .date({ min: new Date("2025-01-01"), max: new Date("2035-12-31"), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10)),
);
const time = fc.oneof(
  fc.constantFrom("00:00", "00:30", "01:30", "02:00", "02:30", "03:00", "23:59"),
  fc
    .integer({ min: 0, max: 1439 })
    .map((m) => `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`),
);
const due = fc
  .record({ date: day, time: fc.option(time), time_zone: fc.option(fc.constantFrom(...zones), { freq: 3 }) })
  .map(({ date, time, time_zone }) => ({
    date,
    ...(time && { time }),
    ...(time && time_zone && { time_zone }),
  }));
const recurrence = fc.record({
  rrule: fc.constantFrom(
    ...[
      "FREQ=DAILY",
      "FREQ=DAILY;INTERVAL=3;COUNT=40",
      "FREQ=WEEKLY;BYDAY=MO,TH",
      "FREQ=MONTHLY;BYMONTHDAY=31",
    ],
    ...["FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=WEEKLY;INTERVAL=2"],
  ),
  mode: fc.constantFrom("schedule" as const, "completion" as const),
  exdates: fc.uniqueArray(day, { maxLength: 2 }),
});
const instant = fc
  .date({ min: new Date("2025-01-01"), max: new Date("2035-12-31"), noInvalidDate: true })
  .map((at) => at.toISOString());
const reminder = fc.oneof(
  fc.constantFrom("PT0S", "PT30M", "P1D").map((before) => ({ before })),
  instant.map((at) => ({ at })),
);
const content = {
  title: fc.constantFrom("tea", "ten eggs", "Müll"),
  notes: fc.constantFrom("", "x", "two\nlines"),
  priority: fc.constantFrom("high" as const, "medium" as const, "low" as const),
  tags: fc.subarray(["home", "work"]),
  due: fc.option(due, { freq: 4 }),
  reminders: fc.array(reminder, { maxLength: 2 }),
  recurrence: fc.option(recurrence, { freq: 2 }),
};
const given = fc.record(content).filter(({ due, recurrence }) => due !== null || recurrence === null);
const patch = fc
  .record({ ...content, snoozed_until: fc.option(instant) }, { requiredKeys: [] })
  .filter((one) => Object.keys(one).length > 0);

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: patch.map((patch) => ({ do: "change" as const, change: { kind: "update" as const, patch } })),
  },
  {
    weight: 8,
    arbitrary: fc
      .constantFrom(
        "complete" as const,
        "reopen" as const,
        "skip" as const,
        "delete" as const,
        "restore" as const,
      )
      .map((kind) => ({ do: "change" as const, change: { kind } })),
  },
  { weight: 4, arbitrary: fc.constant({ do: "undo" as const }) },
  { weight: 2, arbitrary: fc.constantFrom(...zones).map((zone) => ({ do: "move" as const, zone })) },
  { weight: 3, arbitrary: fc.constant({ do: "settle" as const }) },
);

/** The functions' side: commands are parsed as from their topics, decided and stamped like operations. */
function functionsSide(zone: string) {
  let [task, version] = [undefined as Task | undefined, 0];
  let undo: { command: string; arguments: Record<string, unknown> } | undefined;
  const at = (op: Op) => circumstances({ now: new Date(op.at), zone, newId: () => op.id });
  const read = (topic: CommandTopic, args: object) =>
    commands[topic].parse({
      operation_id: newKey(),
      user_id: newKey(),
      actor: "person",
      fingerprint: "",
      ...args,
    });
  const keep = (after: object, op: Op) => {
    version += 1;
    task = { ...JSON.parse(JSON.stringify(after)), id: 1, version, seq: version, updated_at: op.at } as Task;
  };
  /** Executes a command; undefined when the rules refuse it. */
  function carryOut(topic: CommandTopic, args: object, op: Op): true | undefined {
    const {
      operation_id,
      user_id,
      actor,
      fingerprint,
      version: _,
      task_id,
      ...read_
    } = read(topic, {
      task_id: 1,
      version,
      ...args,
    }) as Record<string, unknown>;
    const closing =
      topic === "complete-task" || topic === "skip-task" ? { closed_at: read_.closed_at ?? op.at } : {};
    const change = { kind: topic.replace("-task", ""), ...read_, ...closing } as TaskChange;
    try {
      const decision = decideChange(task as Task, change, at(op));
      keep(decision.changes[0].after, op);
      undo = decision.undo?.(task as Task);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }
  return {
    task: () => task as Task,
    create(given: unknown, op: Op) {
      const read_ = read("create-task", { task: NewTask.parse(given) }) as {
        task: Parameters<typeof create>[0];
      };
      keep(create(read_.task, at(op)), op);
      undo = { command: "delete-task", arguments: {} };
    },
    change: ({ kind, ...args }: TaskChange, op: Op) =>
      carryOut(
        `${kind}-task` as CommandTopic,
        "patch" in args ? { patch: TaskPatch.parse(args.patch) } : args,
        op,
      ),
    undo: (op: Op) => undo && carryOut(undo.command as CommandTopic, undo.arguments, op),
    /** A change of the person's time zone: instants that follow it are recomputed. */
    move(next: string, op: Op) {
      zone = next;
      const { due, status, deleted_at } = task as Task;
      if (due && !due.time_zone && status === "open" && !deleted_at)
        carryOut("update-task", { patch: {} }, op);
      undo = undefined;
    },
  };
}

test("whatever is done to a task, the client shows what the functions make of it", () => {
  let compared = 0;
  fc.assert(
    fc.property(
      given,
      fc.constantFrom(...zones),
      fc.array(step, { minLength: 1, maxLength: 14 }),
      (first, home, steps) => {
        const functions = functionsSide(home);
        let zone = home;
        let base: Task | undefined;
        let ops: Op[] = [];
        let latest: { op: Op; inverse: TaskChange } | undefined;
        let clock = Date.parse("2029-01-01T00:00:00.000Z");
        const opOf = (change: Op["change"]): Op => {
          clock += 3_600_000;
          const id = newKey();
          const at = new Date(clock).toISOString();
          return { id, key: id, task: 1, change, seen: {}, version: null, state: "waiting", at };
        };
        const view = () => project(base, ops, zone) as Task;
        const compare = () => {
          compared += 1;
          const { version: _, seq: _s, ...shown } = JSON.parse(JSON.stringify(view()));
          const { version: _v, seq: _q, ...kept } = functions.task();
          assert.deepEqual(shown, kept);
        };
        const settle = () => {
          base = functions.task();
          ops = [];
          compare();
        };
        const push = (op: Op, done: true | undefined) => {
          ops.push(op);
          compare();
          // A refused operation leaves the queue.
          if (!done) ops.pop();
        };

        const created = opOf({ kind: "create", task: first });
        functions.create(first, created);
        push(created, true);
        latest = { op: created, inverse: { kind: "delete" } };
        for (const one of steps) {
          if (one.do === "settle") settle();
          else if (one.do === "move") {
            functions.move(one.zone, opOf({ kind: "delete" }));
            zone = one.zone;
            latest = undefined;
            settle();
          } else if (one.do === "undo") {
            if (!latest) continue;
            const op = opOf({ kind: "undo", of: latest.op.id, inverse: latest.inverse });
            push(op, functions.undo(op));
            latest = undefined;
          } else {
            const op = opOf(one.change);
            const inverse = inverseOf(view(), one.change);
            const done = functions.change(one.change, op);
            push(op, done);
            if (done) latest = { op, inverse };
          }
        }
      },
    ),
    { numRuns: 2000 },
  );
  assert.ok(compared > 12_000, `${compared} comparisons`);
});

test("the client's clock and the functions' calendar name the same instant, in gaps and overlaps too", () => {
  fc.assert(
    fc.property(due, fc.constantFrom(...zones), (due, zone) => {
      assert.deepEqual(instantOf(due, zone), dueAt(due, zone));
    }),
    { numRuns: 5000 },
  );
});

test("a rule that quick add or the editor makes is spelled as the functions keep it", () => {
  const some = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
  const end = fc.oneof(
    fc.constant({}),
    fc.integer({ min: 1, max: 999 }).map((count) => ({ count })),
    fc.constant({ until: "2040-01-01" }),
  );
  const days = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
  const monthDay = fc.constantFrom(1, 15, 31, -1);
  const rule: fc.Arbitrary<object> = fc.oneof(
    fc.constant({ freq: "DAILY" }),
    some(days).map((days) => ({ freq: "WEEKLY", ...(days && { days }) })),
    some(monthDay).map((monthDay) => ({ freq: "MONTHLY", ...(monthDay && { monthDay }) })),
    fc
      .tuple(days, fc.constantFrom(1, 2, 3, 4, -1))
      .map(([days, nth]) => ({ freq: "MONTHLY", days: days.slice(0, 1), nth })),
    fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
      .map(([month, monthDay]) => ({ freq: "YEARLY", month, monthDay })),
  );
  fc.assert(
    fc.property(rule, fc.integer({ min: 1, max: 20 }), end, (rule, interval, end) => {
      const rrule = toRrule({ interval, ...rule, ...end } as SimpleRule);
      assert.equal(checkRule(rrule), rrule);
    }),
  );
});
