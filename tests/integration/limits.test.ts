import assert from "node:assert/strict";
import { after, test } from "node:test";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { limits } from "../../functions/_shared/domain/limits.ts";
import { circumstances } from "../../functions/_shared/domain/task/circumstances.ts";
import { create } from "../../functions/_shared/domain/task/rules.ts";
import { ImportedTask } from "../../functions/_shared/domain/task/task.ts";
import { hasRoom } from "../../functions/_shared/store/accounts/room.ts";
import { cleanUp } from "../../functions/_shared/store/clean-up.ts";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { insertTasks } from "../../functions/_shared/store/tasks/tasks.ts";
import { call, newPerson, type Person } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";
import { startPushService } from "../support/push-service.ts";

const { url } = environment;
const db = openDatabase(environment.databaseUrl, { max: 2 });
after(() => db.close());

const idOf = async (person: Person): Promise<string> => (await person.call("GET", "/v1/me")).body.id;
const countedOf = async (id: string) =>
  (await db.query("select counted_tasks, counted_seq from users where id = $1", [id])).rows[0];

test("room for tasks is counted rarely, never overlooked, and made by emptying the trash", async () => {
  const id = await idOf(await newPerson(url));
  const most = 5;
  let seq = 0;
  /** Creates a task if there is room, like the function. */
  const add = async () => {
    if (!(await hasRoom(db, id, seq, most))) return false;
    seq += 1;
    const at = circumstances({ now: new Date(), zone: "UTC", newId });
    const draft = create(ImportedTask.parse({ title: "T" }), at);
    await insertTasks(db, [{ userId: id, seq, task: draft }]);
    await db.query("update users set seq = $2 where id = $1", [id, seq]);
    return true;
  };
  const change = async (changes: number) => {
    seq += changes;
    await db.query("update users set seq = $2 where id = $1", [id, seq]);
  };
  assert.deepEqual([await add(), await add()], [true, true]);
  await change(100);
  assert.equal(await add(), true);
  assert.deepEqual(await countedOf(id), { counted_tasks: 2, counted_seq: 102 });
  assert.deepEqual([await add(), await add(), await add(), await add()], [true, true, false, false]);
  await change(100);
  assert.equal(await add(), false);
  await db.query(
    `update tasks set deleted_at = now() - interval '31 days'
     where id in (select id from tasks where user_id = $1 limit 2)`,
    [id],
  );
  await cleanUp(db, new Date());
  assert.deepEqual([await add(), await add(), await add()], [true, true, false]);
});

test("a task too many is refused as the operation's result, and an import says what did not fit", async () => {
  const person = await newPerson(url);
  const id = await idOf(person);
  const task = await person.create({ title: "Last" });
  await db.query("update users set seq = $2, counted_tasks = $2, counted_seq = $2 where id = $1", [
    id,
    limits.tasks,
  ]);
  const refused = await person.call("POST", "/v1/tasks", { body: { title: "One too many" } });
  assert.equal(refused.status, 409);
  assert.equal(refused.body.code, "limit-reached");
  const file = { headers: { "content-type": "text/csv" }, body: "TYPE,CONTENT\ntask,A\ntask,B\n" };
  const { body } = await person.call("POST", "/v1/import", file);
  const report = await eventually(async () => {
    const { body: now } = await person.call("GET", `/v1/imports/${body.import_id}`);
    return now.status === "finished" && now;
  });
  assert.equal(report.failed, 2);
  assert.equal(report.problems[0].code, "limit-reached");
  assert.equal((await person.patch(task, { title: "Still mine" })).status, 200);
  // There are no tasks: the wrong stored count is corrected by counting.
  await db.query("update users set counted_tasks = 0, counted_seq = 0 where id = $1", [id]);
  assert.equal((await person.call("POST", "/v1/tasks", { body: { title: "Fits" } })).status, 201);
});

test("a series goes on where a new task is refused, and breaks off at a limit of its own", async () => {
  const person = await newPerson(url);
  const id = await idOf(person);
  const daily = { due: { date: "2030-01-01" }, recurrence: { rrule: "FREQ=DAILY" } };
  const [first, second] = [
    await person.create({ title: "First", ...daily }),
    await person.create({ title: "Second", ...daily }),
  ];
  const believe = (tasks: number) =>
    db.query("update users set seq = $2, counted_tasks = $2, counted_seq = $2 where id = $1", [id, tasks]);
  await believe(limits.tasks);
  await person.act(first, "complete");
  await eventually(async () => (await person.tasks("&status=open")).some(({ title }) => title === "First"));
  await believe(limits.tasks + limits.occurrences);
  await person.act(second, "complete");
  const { result } = await eventually(async () => {
    const { rows } = await db.query(
      "select result from operations where user_id = $1 and command = 'repeat-task' and status = 'failed'",
      [id],
    );
    return rows[0];
  });
  assert.equal(result.problem.code, "limit-reached");
});

test("a session that is renewed without end is over, with all its tokens", async () => {
  const person = await newPerson(url);
  const id = await idOf(person);
  await db.query(
    `insert into refresh_tokens (token_hash, family, user_id, created_at, expires_at, rotated_at)
     select decode(md5($1::text || n), 'hex'), family, user_id, created_at - make_interval(mins => 15 + n), expires_at, now()
     from refresh_tokens, generate_series(1, $2::int) n where user_id = $1::uuid`,
    [id, limits.sessionTokens + 10],
  );
  const headers = { cookie: person.cookie };
  const { status } = await call(url, "POST", "/v1/auth/refresh", { headers });
  assert.equal(status, 401);
  const { rows } = await db.query("select count(*) from refresh_tokens where user_id = $1", [id]);
  assert.equal(rows[0].count, 0);
});

test("a device too many takes the place of the one that was unused the longest", async (t) => {
  const push = await startPushService(environment.pushPort);
  t.after(() => push.stop());
  const person = await newPerson(url);
  await db.query(
    `insert into push_subscriptions (id, user_id, endpoint, p256dh, auth, device, created_at)
     select gen_random_uuid(), $1::uuid, $1::uuid::text || n, '', '', 'Device ' || n, now() - make_interval(days => n)
     from generate_series(1, $2::int) n`,
    [await idOf(person), limits.pushSubscriptions],
  );
  const body = { ...push.subscribe().subscription, device: "New" };
  assert.equal((await person.call("POST", "/v1/push-subscriptions", { body })).status, 201);
  const { results } = (await person.call("GET", "/v1/push-subscriptions")).body;
  const names = results.map(({ device }: { device: string }) => device);
  assert.equal(names.length, limits.pushSubscriptions);
  assert.ok(names.includes("New") && !names.includes(`Device ${limits.pushSubscriptions}`));
});

test("imports beyond the limit are refused", async () => {
  const person = await newPerson(url);
  await db.query(
    `insert into imports (id, user_id, format, report) select gen_random_uuid(), $1, 'todoist', '[]' from generate_series(1, $2)`,
    [await idOf(person), limits.imports],
  );
  const file = { headers: { "content-type": "text/csv" }, body: "TYPE,CONTENT\ntask,A\n" };
  const { status, body } = await person.call("POST", "/v1/import", file);
  assert.deepEqual([status, body.code], [409, "limit-reached"]);
});

test("a log-in beyond the limit ends the session that was unused the longest", async () => {
  const person = await newPerson(url);
  const id = await idOf(person);
  await db.query(
    `insert into refresh_tokens (token_hash, family, user_id, expires_at)
     select decode(md5($1::uuid::text || n), 'hex'), gen_random_uuid(), $1::uuid, now() + interval '1 day' from generate_series(1, $2) n`,
    [id, limits.sessions - 1],
  );
  await db.query(
    "update refresh_tokens set created_at = now() - interval '1 hour' where user_id = $1 and octet_length(token_hash) = 32",
    [id],
  );
  const { email, password } = person;
  const login = await call(url, "POST", "/v1/auth/login", { body: { email, password } });
  assert.equal(login.status, 200);
  const { rows } = await db.query("select count(distinct family) from refresh_tokens where user_id = $1", [
    id,
  ]);
  assert.equal(rows[0].count, limits.sessions);
  const refresh = (cookie: string) => call(url, "POST", "/v1/auth/refresh", { headers: { cookie } });
  assert.equal((await refresh(person.cookie)).status, 401);
  assert.equal((await refresh((login.headers.get("set-cookie") ?? "").split(";")[0] as string)).status, 200);
});
