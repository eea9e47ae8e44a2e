import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { beforeEach, test } from "node:test";
import type { Plan } from "../../functions/_shared/contract/api/plans.ts";
import { limits } from "../../functions/_shared/domain/limits.ts";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import { eraseUser } from "../../functions/_shared/store/accounts/users.ts";
import { cleanUp } from "../../functions/_shared/store/clean-up.ts";
import { call } from "../support/client.ts";
import { openWhole, type Whole } from "./support/whole.ts";
import { openWorld } from "./support/world.ts";

const world = await openWorld();
const { sidecar } = world;
const whole = await openWhole(world);
type Calls = ReturnType<Whole["assistant"]>;
let user = "";
let person: Calls;

beforeEach(async () => {
  world.at("2026-11-30T10:00:00Z");
  Object.assign(sidecar, { published: [], check: () => undefined });
  user = await world.user({ time_zone: "Europe/Berlin" });
  person = await whole.person(user);
});

/** Runs a test for the chat and for an MCP client alike. */
function forEach(name: string, run: (assistant: Calls, caller: "mcp" | "chat") => Promise<void>): void {
  for (const caller of ["mcp", "chat"] as const)
    test(`${caller}: ${name}`, async () => {
      await run(whole.assistant(user, caller), caller);
      await whole.idle();
    });
}

const create = async (title: string, more: object = {}): Promise<Task> => {
  const { status, body } = await person("POST", "/v1/tasks", { body: { title, ...more } });
  assert.equal(status, 201);
  return body;
};
async function several(count: number): Promise<Task[]> {
  const tasks: Task[] = [];
  for (let n = 0; n < count; n += 1) tasks.push(await create(`Task ${n}`));
  return tasks;
}
const item = (op: string, { id, version }: Task, more: object = {}) => ({
  op,
  task_id: id,
  version,
  ...more,
});
const edit = (by: Calls, { id, version }: Task, title: string, key: string = randomUUID()) =>
  by("PATCH", `/v1/tasks/${id}`, { version, key, body: { title } });
const remove = (by: Calls, { id, version }: Task, key?: string) =>
  by("DELETE", `/v1/tasks/${id}`, { version, ...(key && { key }) });
const now = async ({ id }: Task): Promise<Task> => (await person("GET", `/v1/tasks/${id}`)).body;
const plans = async (): Promise<Plan[]> => (await person("GET", "/v1/plans")).body.results as never;
const rows = async () =>
  (
    await world.db.query(
      "select id, title, notes, tags, due, recurrence, status, completed_at, deleted_at from tasks where user_id = $1 order by id",
      [user],
    )
  ).rows;
async function propose(by: Calls, items: object[], more: object = {}): Promise<Plan> {
  const { status, body } = await by("POST", "/v1/plans", { body: { items, ...more } });
  assert.equal(status, 201, JSON.stringify(body));
  return body as never;
}

forEach("nothing is deleted forever for an assistant, not even from the trash", async (assistant) => {
  const { body: trashed } = await remove(person, await create("In the trash"));
  const { id, version } = trashed;
  assert.equal((await assistant("POST", `/v1/tasks/${id}/purge`, { version })).status, 404);
  assert.equal((await now(trashed)).version, version);
  assert.equal((await person("POST", `/v1/tasks/${id}/purge`, { version })).status, 200);
});

forEach("it reads freely, and what is not for assistants is not there", async (assistant) => {
  const task = await create("Read me");
  for (const path of ["/v1/tasks", `/v1/tasks/${task.id}`, `/v1/tasks/${task.id}/history`, "/v1/plans"])
    assert.equal((await assistant("GET", path)).status, 200, path);
  const closed = [
    ...["GET /v1/export", "GET /v1/audit", "GET /v1/changes", "DELETE /v1/me", "PATCH /v1/me"],
    ...["POST /v1/tasks/bulk", "POST /v1/auth/login", "POST /v1/auth/password", "GET /v1/notifications"],
  ];
  for (const each of closed) {
    const [method = "", path = ""] = each.split(" ");
    assert.equal((await assistant(method, path)).status, 404, each);
  }
});

test("without the token of the sidecar the headers of an assistant are nothing", async () => {
  const headers = { "taskwake-user": user, "dapr-caller-app-id": "mcp", "taskwake-origin": "e30" };
  for (const more of [{}, { "dapr-api-token": "guessed" }] as Record<string, string>[])
    assert.equal(
      (await call(whole.url, "GET", "/v1/tasks", { headers: { ...headers, ...more } })).status,
      401,
    );
  const authorization = `Bearer ${await world.token(user)}`;
  const { body } = await call(whole.url, "POST", "/v1/tasks", {
    ...{ headers: { ...headers, authorization }, body: { title: "Mine" } },
  });
  await whole.idle();
  const [entry] = (await person("GET", `/v1/tasks/${body.id}/history`)).body.results;
  assert.deepEqual([entry.actor, entry.origin], ["person", null], "a person stays a person");
});

forEach(
  "a change carries its actor and origin, into the operation and the history",
  async (assistant, caller) => {
    const made = await assistant("POST", "/v1/tasks", { body: { title: "By an assistant" } });
    assert.equal(made.status, 201);
    await whole.idle();
    const [entry] = (await person("GET", `/v1/tasks/${made.body.id}/history`)).body.results;
    assert.equal(entry.actor, caller === "mcp" ? "mcp" : "assistant");
    assert.equal(entry.origin.client_id, caller);
    assert.ok(entry.origin.turn_id.length > 0, "the api makes the turn of an MCP client");
    const { rows: stored } = await world.db.query("select origin from operations where id = $1", [
      made.headers.get("operation-id"),
    ]);
    assert.deepEqual(stored[0].origin, entry.origin);
  },
);

forEach(
  "it creates up to twenty in a turn; the next is a plan, and nothing was created",
  async (assistant) => {
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, n) => assistant("POST", "/v1/tasks", { body: { title: `New ${n}` } })),
    );
    const of = (status: number) => answers.filter((each) => each.status === status);
    assert.deepEqual([of(201).length, of(403).length], [limits.turnCreates, 4]);
    assert.equal((await rows()).length, limits.turnCreates);
    const [refused] = of(403);
    assert.equal(refused?.body.code, "confirmation-required");
    assert.deepEqual([refused?.body.plan.items[0].op, refused?.body.plan.items[0].before], ["create", null]);
  },
);

forEach("of changes at once exactly five pass, whatever they are", async (assistant) => {
  const tasks = await several(8);
  const answers = await Promise.all(
    tasks.map((task, n) =>
      n % 2
        ? edit(assistant, task, `Edited ${n}`)
        : assistant("POST", `/v1/tasks/${task.id}/complete`, { version: task.version }),
    ),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, limits.turnChanges);
  assert.equal(answers.filter(({ body }) => body.code === "confirmation-required").length, 3);
  const changed = (await rows()).filter(({ title, status }) => /Edited/.test(title) || status === "done");
  assert.equal(changed.length, limits.turnChanges);
});

forEach(
  "the sixth single change is counted across steps, and is carried out once confirmed",
  async (assistant) => {
    const tasks = await several(6);
    for (const task of tasks.slice(0, 5)) assert.equal((await edit(assistant, task, "Edited")).status, 200);
    const sixth = tasks[5] as Task;
    const { status, body } = await edit(assistant, sixth, "Edited too");
    assert.deepEqual([status, body.code], [403, "confirmation-required"]);
    assert.equal((await now(sixth)).title, sixth.title);
    const [planned] = body.plan.items;
    assert.deepEqual([planned.before.title, planned.after.title], [sixth.title, "Edited too"]);
    assert.equal((await person("POST", `/v1/plans/${body.plan.id}/confirm`)).body.status, "confirmed");
    const after = await now(sixth);
    assert.deepEqual([after.title, after.version], ["Edited too", planned.after.version]);
  },
);

test("changes of a token share a turn until two minutes pass; those of a chat have the turn they name", async () => {
  const mcp = whole.assistant(user, "mcp");
  const tasks = await several(7);
  for (const task of tasks.slice(0, 5)) {
    assert.equal((await edit(mcp, task, "Edited")).status, 200);
    world.pass({ seconds: 100 });
  }
  assert.equal((await edit(mcp, tasks[5] as Task, "Edited")).status, 403);
  assert.equal((await edit(whole.assistant(user, "mcp"), tasks[6] as Task, "By another")).status, 200);
  world.pass({ seconds: 30 });
  assert.equal((await edit(mcp, tasks[5] as Task, "Edited")).status, 200);
  const chat = { conversation_id: randomUUID(), turn_id: randomUUID() };
  const more = await several(6);
  for (const task of more.slice(0, 5)) {
    assert.equal((await edit(whole.assistant(user, "chat", chat), task, "Edited")).status, 200);
    world.pass({ minutes: 5 });
  }
  assert.equal((await edit(whole.assistant(user, "chat", chat), more[5] as Task, "Edited")).status, 403);
  const next = whole.assistant(user, "chat", { ...chat, turn_id: randomUUID() });
  assert.equal((await edit(next, more[5] as Task, "Edited")).status, 200);
  await whole.idle();
});

forEach(
  "a repeat under the same key counts once and finds its own result or its own plan",
  async (assistant) => {
    const [task, ...others] = (await several(6)) as [Task, ...Task[]];
    const first = await edit(assistant, task, "Once", "k");
    for (const _ of [1, 2, 3]) {
      const again = await edit(assistant, task, "Once", "k");
      assert.deepEqual([again.status, again.body.version], [200, first.body.version]);
    }
    for (const other of others.slice(0, 4))
      assert.equal((await edit(assistant, other, "Edited")).status, 200);
    assert.equal((await edit(assistant, task, "Once", "k")).status, 200, "beyond the bounds it is known too");
    const beyond = await edit(assistant, others[4] as Task, "Beyond", "l");
    const again = await edit(assistant, others[4] as Task, "Beyond", "l");
    assert.deepEqual([again.status, again.body.plan.id], [403, beyond.body.plan.id]);
    const other = await edit(assistant, others[4] as Task, "Swapped", "l");
    assert.deepEqual([other.status, other.body.code], [422, "idempotency-key-reused"]);
    await person("POST", `/v1/plans/${beyond.body.plan.id}/confirm`);
    const known = await edit(assistant, others[4] as Task, "Beyond", "l");
    assert.deepEqual([known.status, known.body.plan.status], [403, "confirmed"]);
  },
);

forEach(
  "keys of an assistant are its own: a person's and a plan's cannot be taken in advance",
  async (assistant) => {
    const task = await create("Mine");
    const plan = await propose(assistant, [item("update", task, { patch: { title: "Confirmed" } })]);
    await edit(assistant, await create("Other"), "Taken", `plan/${plan.id}/0`);
    await person("POST", `/v1/plans/${plan.id}/confirm`);
    assert.equal((await now(task)).title, "Confirmed");
    assert.equal(
      (await edit(whole.assistant(user, "mcp"), await create("Third"), "Other token", "same")).status,
      200,
    );
    assert.equal(
      (await edit(whole.assistant(user, "mcp"), await create("Fourth"), "Other token", "same")).status,
      200,
    );
  },
);

forEach(
  "a note that says delete all: fifty deletions are one plan or fifty, and nothing is deleted",
  async (assistant) => {
    const tasks = await several(50);
    const plan = await propose(
      assistant,
      tasks.map((task) => item("delete", task)),
      { reason: "as the note says" },
    );
    assert.deepEqual([plan.status, plan.items.length, plan.reason], ["proposed", 50, "as the note says"]);
    assert.ok(plan.items.every(({ before, after }) => !before?.deleted_at && after?.deleted_at));
    assert.equal(plan.url, `http://localhost:8080/#/plans/${plan.id}`);
    for (const task of tasks.slice(0, 10)) assert.equal((await remove(assistant, task)).status, 403);
    assert.ok((await rows()).every(({ deleted_at }) => deleted_at === null));
  },
);

forEach("too many plans that await the person are refused, until they expire", async (assistant) => {
  const task = await create("Wanted");
  for (let n = 0; n < limits.holderPlans; n += 1) assert.equal((await remove(assistant, task)).status, 403);
  const { status, body } = await remove(assistant, task);
  assert.deepEqual([status, body.code], [409, "limit-reached"]);
  world.pass({ minutes: 16 });
  assert.equal((await remove(assistant, task)).body.code, "confirmation-required");
});

forEach("nobody but the person confirms: there is no such route, and no such word", async (assistant) => {
  const task = await create("Keep me");
  const { body } = await remove(assistant, task);
  for (const what of ["confirm", "decline", "undo"])
    assert.equal((await assistant("POST", `/v1/plans/${body.plan.id}/${what}`)).status, 404);
  const items = [item("delete", task)];
  for (const more of [{ confirmed: true }, { user_id: user }, { origin: {} }, { status: "confirmed" }])
    assert.equal((await assistant("POST", "/v1/plans", { body: { items, ...more } })).status, 422);
  assert.equal(
    (await person("POST", "/v1/plans", { body: { items } })).status,
    404,
    "a person has no use for it",
  );
  assert.equal((await now(task)).deleted_at, null);
});

forEach("deletion and recurrence in other clothes are refused or planned", async (assistant) => {
  const task = await create("Weekly", { due: { date: "2026-12-01" }, recurrence: { rrule: "FREQ=WEEKLY" } });
  const patch = (body: object) => assistant("PATCH", `/v1/tasks/${task.id}`, { version: task.version, body });
  for (const body of [{ deleted_at: "2026-11-30T10:00:00Z" }, { status: "done" }, { user_id: user }, {}])
    assert.equal((await patch(body)).status, 422, JSON.stringify(body));
  for (const recurrence of [null, { rrule: "FREQ=DAILY" }, { rrule: "FREQ=WEEKLY" }]) {
    const { status, body } = await patch({ title: "Smuggled", recurrence });
    assert.deepEqual([status, body.code], [403, "confirmation-required"]);
  }
  const plan = (each: object) => assistant("POST", "/v1/plans", { body: { items: [each] } });
  for (const each of [
    item("complete", task, { skip: true }),
    item("update", task, { patch: {} }),
    item("update", task, { patch: { deleted_at: null } }),
    item("purge", task),
    { op: "delete", task_id: task.id },
    { op: "delete", task_id: task.id, version: null },
  ])
    assert.equal((await plan(each)).status, 422, JSON.stringify(each));
  assert.equal((await assistant("POST", "/v1/plans", { body: { items: [] } })).status, 422);
  const twice = [item("complete", task), item("delete", task)];
  assert.equal((await assistant("POST", "/v1/plans", { body: { items: twice } })).status, 422);
  const any = await call(whole.url, "DELETE", `/v1/tasks/${task.id}`, { headers: { "if-match": "*" } });
  assert.equal(any.status, 401);
  const unversioned = await assistant("PATCH", `/v1/tasks/${task.id}`, { body: { title: "No version" } });
  assert.equal(unversioned.status, 428);
  assert.deepEqual((await now(task)).version, task.version);
});

forEach("an assistant names a version: `*` is not enough", async (_, caller) => {
  const task = await create("Any");
  sidecar.appId = caller;
  const assistant = whole.assistant(user, caller);
  const any = await assistant("POST", `/v1/tasks/${task.id}/complete`, { version: "*" as never });
  assert.ok([422, 428].includes(any.status), String(any.status));
  assert.equal((await now(task)).status, "open");
});

forEach(
  "what the rules refuse is no plan, and an old version is told with the task as it is",
  async (assistant) => {
    const task = await create("Open");
    const closed = await propose(assistant, [item("complete", task)]);
    assert.equal(closed.items[0]?.after?.status, "done");
    const reopen = await assistant("POST", "/v1/plans", { body: { items: [item("reopen", task)] } });
    assert.deepEqual([reopen.status, reopen.body.code], [409, "conflict"]);
    const edited = await edit(person, task, "Changed");
    const { status, body } = await remove(assistant, task);
    assert.deepEqual([status, body.code, body.task.version], [412, "version-conflict", edited.body.version]);
    const unruly = { title: "x", due: { date: "2026-12-01" }, recurrence: { rrule: "FREQ=HOURLY" } };
    const impossible = await assistant("POST", "/v1/plans", {
      body: { items: [{ op: "create", task: unruly }] },
    });
    assert.equal(impossible.status, 422);
  },
);

forEach(
  "a plan is void once one of its tasks has changed, and then none of it is done",
  async (assistant) => {
    const [one, two] = (await several(2)) as [Task, Task];
    const plan = await propose(assistant, [item("delete", one), item("complete", two)]);
    await edit(person, two, "Changed by the person");
    const { status, body } = await person("POST", `/v1/plans/${plan.id}/confirm`);
    assert.deepEqual([status, body.code, body.plan.status], [409, "plan-closed", "void"]);
    assert.equal((await person("GET", `/v1/plans/${plan.id}`)).body.status, "void");
    assert.deepEqual([(await now(one)).deleted_at, (await now(two)).status], [null, "open"]);
  },
);

forEach("a plan expires after a quarter of an hour, and declined it stays declined", async (assistant) => {
  const task = await create("Keep");
  const expired = await propose(assistant, [item("delete", task)]);
  world.pass({ minutes: 15 });
  const late = await person("POST", `/v1/plans/${expired.id}/confirm`);
  assert.deepEqual([late.status, late.body.plan.status], [409, "expired"]);
  const declined = await propose(assistant, [item("delete", task)]);
  assert.equal((await person("POST", `/v1/plans/${declined.id}/decline`)).body.status, "declined");
  assert.equal((await person("POST", `/v1/plans/${declined.id}/decline`)).status, 200);
  assert.equal((await person("POST", `/v1/plans/${declined.id}/confirm`)).body.plan.status, "declined");
  assert.equal((await now(task)).deleted_at, null);
  assert.deepEqual(
    (await plans()).map(({ status }) => status),
    ["declined", "expired"],
  );
});

forEach(
  "a plan is of its person and its assistant: for everyone else it is not there",
  async (assistant, caller) => {
    const task = await create("Private");
    const plan = await propose(assistant, [item("delete", task)]);
    const stranger = await world.user();
    const strangers = await whole.person(stranger);
    for (const path of ["", "/confirm", "/decline", "/undo"]) {
      const method = path ? "POST" : "GET";
      assert.equal((await strangers(method, `/v1/plans/${plan.id}${path}`)).status, 404, path);
    }
    for (const other of ["mcp", "chat"] as const) {
      assert.equal((await whole.assistant(user, other)("GET", `/v1/plans/${plan.id}`)).status, 404);
      assert.deepEqual((await whole.assistant(user, other)("GET", "/v1/plans")).body.results, []);
      assert.equal((await whole.assistant(stranger, caller)("GET", `/v1/plans/${plan.id}`)).status, 404);
    }
    assert.equal((await assistant("GET", `/v1/plans/${plan.id}`)).status, 200);
    const foreign = whole.assistant(stranger, caller);
    assert.equal((await remove(foreign, task)).status, 404);
    assert.equal((await edit(foreign, task, "Stolen")).status, 404);
    assert.equal(
      (await foreign("POST", "/v1/plans", { body: { items: [item("delete", task)] } })).status,
      404,
    );
    assert.equal((await now(task)).version, task.version);
  },
);

forEach(
  "what was stored is what is confirmed: arguments sent with the confirmation are nothing",
  async (assistant) => {
    const task = await create("Before");
    const plan = await propose(assistant, [item("update", task, { patch: { title: "Shown" } })]);
    const body = { items: [item("delete", task)] };
    await person("POST", `/v1/plans/${plan.id}/confirm`, { body });
    const after = await now(task);
    assert.deepEqual([after.title, after.deleted_at], ["Shown", null]);
    const altered = await propose(assistant, [item("update", after, { patch: { title: "Shown" } })]);
    await world.db.query(
      "update plans set items = replace(items::text, 'Shown', 'Swapped')::json where id = $1",
      [altered.id],
    );
    assert.equal((await person("POST", `/v1/plans/${altered.id}/confirm`)).body.plan.status, "void");
    assert.equal((await now(task)).version, after.version);
  },
);

forEach("a confirmed plan is carried out once, with a result for each item", async (assistant, caller) => {
  const [one, two, three] = (await several(3)) as [Task, Task, Task];
  const notes = "A".repeat(300);
  const items = [
    item("delete", one),
    item("update", two, { patch: { notes, tags: ["a"], due: { date: "2026-12-01" } } }),
    item("complete", three),
    { op: "create", task: { title: "New" } },
  ];
  const plan = await propose(assistant, items);
  assert.equal(plan.items[1]?.after?.notes, notes);
  assert.equal(plan.items[1]?.after?.due_at, "2026-11-30T23:00:00.000Z", "in the zone of the person");
  const confirmed = (await person("POST", `/v1/plans/${plan.id}/confirm`)).body as never as Plan;
  assert.deepEqual(
    confirmed.items.map(({ result }) => result?.status),
    ["succeeded", "succeeded", "succeeded", "succeeded"],
  );
  const unstamped = (task: unknown) => ({ ...(task as Task), updated_at: "", seq: 0 });
  assert.deepEqual(unstamped(await now(two)), unstamped(plan.items[1]?.after), "after is what will be");
  const before = await rows();
  await person("POST", `/v1/plans/${plan.id}/confirm`);
  assert.deepEqual(await rows(), before);
  assert.equal((await person("POST", `/v1/plans/${plan.id}/decline`)).status, 409);
  await whole.idle();
  const [entry] = (await person("GET", `/v1/tasks/${one.id}/history`)).body.results;
  assert.deepEqual(
    [entry.action, entry.actor, entry.origin.client_id],
    ["deleted", caller === "mcp" ? "mcp" : "assistant", caller],
  );
});

forEach("killed in the middle, confirming again finishes a plan without doubling", async (assistant) => {
  const tasks = await several(5);
  const items = [...tasks.map((task) => item("complete", task)), { op: "create", task: { title: "Once" } }];
  const plan = await propose(assistant, items);
  let sent = 0;
  sidecar.check = ({ topic }) => {
    if (topic !== "complete-task") return;
    sent += 1;
    if (sent === 3) throw new Error("killed");
  };
  assert.equal((await person("POST", `/v1/plans/${plan.id}/confirm`)).status, 503);
  const half = (await person("GET", `/v1/plans/${plan.id}`)).body as never as Plan;
  assert.deepEqual([half.status, half.items.filter(({ result }) => result).length], ["confirmed", 2]);
  world.pass({ minutes: 20 });
  const [first, second] = await Promise.all([1, 2].map(() => person("POST", `/v1/plans/${plan.id}/confirm`)));
  assert.deepEqual([first?.status, second?.status], [200, 200]);
  await whole.idle();
  const found = await rows();
  assert.deepEqual(
    found.map(({ title, status }) => `${title} ${status}`),
    [...tasks.map(({ title }) => `${title} done`), "Once open"],
  );
});

forEach("an edit between the check and an item fails that item alone", async (assistant) => {
  const [one, two] = (await several(2)) as [Task, Task];
  const plan = await propose(assistant, [item("complete", one), item("delete", two)]);
  sidecar.check = ({ topic }) => {
    if (topic !== "complete-task") return;
    sidecar.check = () => undefined;
    edited = edit(person, two, "Meanwhile");
  };
  let edited: Promise<unknown> | undefined;
  const waiting = person("POST", `/v1/plans/${plan.id}/confirm`);
  const { body } = await waiting;
  await edited;
  const [, second] = (body as never as Plan).items;
  const { deleted_at, title } = await now(two);
  if (second?.result?.status === "failed") {
    assert.equal(second.result.problem?.code, "version-conflict");
    assert.deepEqual([deleted_at, title], [null, "Meanwhile"]);
  } else assert.ok(deleted_at, "the edit came too late, and was refused");
});

forEach("undoing a plan restores the exact rows, and leaves what was changed since", async (assistant) => {
  const tasks = await several(4);
  const before = await rows();
  const items = [
    item("delete", tasks[0] as Task),
    item("update", tasks[1] as Task, { patch: { title: "Other", tags: ["x"], due: { date: "2026-12-01" } } }),
    item("complete", tasks[2] as Task),
    item("update", tasks[3] as Task, { patch: { title: "Edited after" } }),
    { op: "create", task: { title: "New" } },
  ];
  const plan = await propose(assistant, items);
  await person("POST", `/v1/plans/${plan.id}/confirm`);
  await edit(person, await now(tasks[3] as Task), "By the person");
  const { body } = await person("POST", `/v1/plans/${plan.id}/undo`);
  const results = body.results as { status: string; title: string; problem?: { code: string } }[];
  assert.deepEqual(
    results.map(({ status }) => status),
    ["undone", "left", "undone", "undone", "undone"],
  );
  assert.equal(results[1]?.problem?.code, "version-conflict");
  const after = await rows();
  assert.deepEqual(after.slice(0, 3), before.slice(0, 3));
  assert.equal(after[3].title, "By the person");
  assert.ok(after[4].deleted_at);
  const again = await person("POST", `/v1/plans/${plan.id}/undo`);
  assert.deepEqual(again.body, body);
  assert.deepEqual(await rows(), after);
});

forEach("undoing a turn restores the exact rows, several changes of one task included", async (assistant) => {
  const [one, two] = (await several(2)) as [Task, Task];
  const before = await rows();
  const edited = (await edit(assistant, one, "First")).body;
  const again = (await edit(assistant, edited, "Second")).body;
  await assistant("POST", `/v1/tasks/${one.id}/complete`, { version: again.version });
  await edit(assistant, two, "Third");
  await assistant("POST", "/v1/tasks", { body: { title: "Made" } });
  await whole.idle();
  const [{ origin }] = (await person("GET", `/v1/tasks/${two.id}/history`)).body.results;
  const undo = () => person("POST", `/v1/turns/${encodeURIComponent(origin.turn_id)}/undo`);
  const { body } = await undo();
  assert.deepEqual(
    new Set(body.results.map(({ status }: { status: string }) => status)),
    new Set(["undone"]),
  );
  const after = await rows();
  assert.deepEqual(after.slice(0, 2), before);
  assert.ok(after[2].deleted_at);
  assert.deepEqual((await undo()).body, body, "again, it is done already");
  assert.deepEqual(await rows(), after);
});

forEach("an assistant undoes its own turn and operations, and nobody else's", async (assistant, caller) => {
  const task = await create("Mine");
  const before = await rows();
  const edited = await edit(assistant, task, "Edited");
  const id = edited.headers.get("operation-id");
  for (const other of ["mcp", "chat"] as const)
    assert.equal((await whole.assistant(user, other)("POST", `/v1/operations/${id}/undo`)).status, 404);
  const stranger = await world.user();
  assert.equal((await whole.assistant(stranger, caller)("POST", `/v1/operations/${id}/undo`)).status, 404);
  assert.equal((await assistant("POST", `/v1/operations/${id}/undo`)).status, 200);
  assert.deepEqual(await rows(), before);
  await whole.idle();
  const entries = (await person("GET", `/v1/tasks/${task.id}/history`)).body.results;
  const { turn_id } = entries[1].origin;
  assert.equal((await whole.assistant(user, caller)("POST", `/v1/turns/${turn_id}/undo`)).status, 404);
  assert.equal((await assistant("POST", `/v1/turns/${turn_id}/undo`)).status, 200);
  assert.deepEqual(await rows(), before, "undone once");
  const own = await person("POST", "/v1/tasks", { body: { title: "By the person" } });
  const theirs = await assistant("POST", `/v1/operations/${own.headers.get("operation-id")}/undo`);
  assert.equal(theirs.status, 404, "undoing what the person created would delete it");
});

forEach(
  "an undo that deletes or changes recurrence is a plan, except of what it created",
  async (assistant) => {
    const made = await assistant("POST", "/v1/tasks", { body: { title: "Made" } });
    const undo = (operation: string | null) => assistant("POST", `/v1/operations/${operation}/undo`);
    assert.equal((await undo(made.headers.get("operation-id"))).status, 200);
    const task = await create("Deleted, by confirmation");
    const { body } = await remove(assistant, task);
    const confirmed = (await person("POST", `/v1/plans/${body.plan.id}/confirm`)).body as never as Plan;
    const back = await undo(confirmed.items[0]?.result?.operation_id as string);
    assert.deepEqual([back.status, back.body.deleted_at], [200, null]);
    const redo = await undo(back.headers.get("operation-id"));
    assert.deepEqual([redo.status, redo.body.code], [403, "confirmation-required"]);
    assert.equal((await now(task)).deleted_at, null);
  },
);

test("plans and counts go with the account, and after thirty days", async () => {
  const assistant = whole.assistant(user, "mcp");
  const task = await create("Any");
  await edit(assistant, task, "Edited");
  await remove(assistant, await now(task));
  const counted = async () => {
    const of = (table: string) =>
      world.db.query(`select count(*) as count from ${table} where user_id = $1`, [user]);
    const found = await Promise.all(["plans", "assistant_changes"].map(of));
    return found.map(({ rows: [row] }) => row.count);
  };
  assert.deepEqual(await counted(), [1, 1]);
  world.pass({ days: 29 });
  await cleanUp(world.db, world.now());
  assert.deepEqual(await counted(), [1, 1]);
  world.pass({ days: 2 });
  await cleanUp(world.db, world.now());
  assert.deepEqual(await counted(), [0, 0]);
  await remove(assistant, await now(task));
  await world.db.transaction((tx) => eraseUser(tx, user));
  assert.deepEqual(await counted(), [0, 0]);
  const gone = await assistant("POST", "/v1/tasks", { body: { title: "For nobody" } });
  assert.equal(gone.status, 401);
  assert.equal((await remove(assistant, task)).status, 401);
  await whole.idle();
});
