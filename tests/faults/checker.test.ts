import assert from "node:assert/strict";
import { test } from "node:test";
import { initial } from "../../functions/_shared/domain/task/rules.ts";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import { check } from "./check/index.ts";
import type { AuditEntry, FinalState, History, Operation, Push } from "./history.ts";

/** Tests that the checker can object: an honest run passes, and each violation of the promise is found. */

const user = "u";
const at = "2030-01-01T09:00:00.000Z";
const remindAt = Date.parse(at);

function task(id: number, changes: Partial<Task>): Task {
  const own = { id, title: `t${id}`, version: 1, seq: 1, created_at: at, updated_at: at };
  return { ...initial, ...own, ...changes };
}

const entry = (action: string, operation_id: string, task_data: AuditEntry["task_data"]): AuditEntry => {
  const actor = operation_id.startsWith("op") ? "person" : "recurrence";
  const { id: task_id, version, seq } = task_data;
  return { user_id: user, task_id, version, seq, action, actor, operation_id, task_data };
};

function operation(
  id: string,
  kind: Operation["kind"],
  done: Task,
  more: Partial<Operation> = {},
): Operation {
  const begun = done.seq * 1000;
  const times = { begun, lastBegun: begun, ended: begun + 500, requests: 1 };
  return { id, user, kind, ...times, accepted: true, outcome: "succeeded", task: done, ...more };
}

/** Two tasks: one with a reminder, and a repeating one that was completed and continues. */
function honest(): { history: History; state: FinalState } {
  const series = { series_id: "s", occurrence: 1 };
  const first = task(1, { seq: 1 });
  const begun = task(2, { seq: 2, ...series, notes: "long" });
  const done = task(2, { ...begun, seq: 3, version: 2, status: "done", completed_at: at });
  const { notes: _, ...doneWithNotesBefore } = done;
  const next = task(3, { seq: 4, ...series, occurrence: 2, title: "t2" });
  const operations = [
    operation("op-1", "create", first, { title: "t1", remindAt }),
    operation("op-2", "create", begun, { title: "t2" }),
    operation("op-3", "complete", done, { taskId: 2, version: 1 }),
  ];
  const push: Push = { user, at: remindAt + 20, tag: "r", remindAt, late: false };
  const tasks = [first, done, next];
  const end = ({ id, task: t }: Operation) =>
    [id, { status: "succeeded", task_id: t?.id ?? null, version: t?.version ?? null, code: null }] as const;
  const delivery = { notification_id: "r", user_id: user, status: "sent", attempts: 1 };
  return {
    history: {
      operations,
      kills: [{ at: remindAt + 5000, process: "notify", signal: "SIGKILL" }],
      pushes: [push],
      feeds: [{ user, tasks: new Map(tasks.map((each) => [each.id, each])), faults: [] }],
    },
    state: {
      at: remindAt + 60_000,
      operations: new Map(operations.map(end)),
      audit: [
        entry("created", "op-1", first),
        entry("created", "op-2", begun),
        entry("completed", "op-3", doneWithNotesBefore),
        entry("occurrence-generated", "repeat", next),
      ],
      tasks: new Map([[user, tasks]]),
      deadLetters: [],
      reminders: [{ id: "r", told_by: "r", user_id: user, task_id: 1, state: "fired", remind_at: remindAt }],
      deliveries: [
        { ...delivery, channel: "push" },
        { ...delivery, channel: "in-app" },
      ],
      outbox: 0,
      lag: {},
    },
  };
}

const push = ({ history }: { history: History }) => history.pushes[0] as Push;

const broken: Record<string, [RegExp, (run: ReturnType<typeof honest>) => unknown]> = {
  "an operation was lost": [
    /op-3 was accepted, but neither/,
    ({ history, state }) => {
      state.operations.delete("op-3");
      (history.operations[2] as Operation).outcome = "unknown";
    },
  ],
  "a client was told otherwise": [
    /op-3 was answered succeeded/,
    ({ state }) => {
      state.operations.set("op-3", { status: "failed", task_id: 2, version: null, code: "conflict" });
    },
  ],
  "a client was never told": [
    /op-2 had no end/,
    ({ history }) => Object.assign(history.operations[1] as Operation, { gaveUp: true }),
  ],
  "an effect came twice": [
    /op-1 succeeded: 2 tasks of its title/,
    ({ state }) => void state.tasks.get(user)?.push(task(4, { title: "t1", seq: 5 })),
  ],
  "a version was made twice by one operation": [
    /changed twice by one operation/,
    ({ state }) => {
      const again = task(1, { version: 2, seq: 5 });
      state.tasks.get(user)?.splice(0, 1, again);
      state.audit.splice(1, 0, entry("updated", "op-1", again));
    },
  ],
  "notes were lost": [
    /task 2 is not what its trail says/,
    ({ state }) => void Object.assign(state.tasks.get(user)?.[1] ?? {}, { notes: "" }),
  ],
  "a change left no trace": [/its trail has 1$/, ({ state }) => void state.audit.splice(2, 1)],
  "a change came out of order": [
    /completed while none/,
    ({ state }) => void state.audit.splice(1, 2, ...state.audit.slice(1, 3).reverse()),
  ],
  "a series stopped": [
    /no occurrence followed/,
    ({ state }) => {
      state.audit.pop();
      state.tasks.get(user)?.pop();
    },
  ],
  "a reminder came early": [/arrived 80 ms early/, (run) => Object.assign(push(run), { at: remindAt - 80 })],
  "a reminder was lost": [/never arrived/, ({ history }) => void history.pushes.pop()],
  "a reminder is still waiting": [
    /asked for one reminder, and 0 fired/,
    ({ state }) => Object.assign(state.reminders[0] as object, { state: "scheduled" }),
  ],
  "a reminder came twice for no reason": [
    /arrived twice, and nothing/,
    ({ history }) => void history.pushes.push({ ...(history.pushes[0] as Push), at: remindAt + 900 }),
  ],
  "a reminder was late and kept quiet about it": [
    /did not say so/,
    (run) => Object.assign(push(run), { at: remindAt + 90_000 }),
  ],
  "a second device missed a change": [
    /second device of u has task 2/,
    ({ history }) => void history.feeds[0]?.tasks.delete(2),
  ],
  "an event was set aside for a bug": [
    /notifications has a dead letter that no kill explains: notify: column/,
    ({ state }) => {
      state.deadLetters.push({
        event_id: "r",
        topic: "notifications",
        reason: 'notify: column "x" is missing',
      });
    },
  ],
  "an event was not published": [
    /1 events were never published/,
    ({ state }) => Object.assign(state, { outbox: 1 }),
  ],
  "an event was not consumed": [
    /audit has left 2 events/,
    ({ state }) => Object.assign(state, { lag: { audit: 2 } }),
  ],
};

test("an honest run passes", () => {
  const { history, state } = honest();
  assert.deepEqual(check(history, state), []);
});

test("a repeated push that a kill explains passes", () => {
  const { history, state } = honest();
  history.pushes.push({ ...(history.pushes[0] as Push), at: remindAt + 9000 });
  assert.deepEqual(check(history, state), []);
});

for (const [what, [objection, breakIt]] of Object.entries(broken))
  test(`the checker objects when ${what}`, () => {
    const run = honest();
    breakIt(run);
    assert.match(check(run.history, run.state).join("\n"), new RegExp(objection.source, "m"));
  });
