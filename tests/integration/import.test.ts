import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import ICAL from "ical.js";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import { cleanUp } from "../../functions/_shared/store/clean-up.ts";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { calendar } from "../fixtures/calendar.ts";
import { newPerson, type Person } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";

const base = environment.url;

function upload(person: Person, type: string, body: string, headers: Record<string, string> = {}) {
  return person.call("POST", "/v1/import", { body, headers: { "content-type": type, ...headers } });
}

/** Waits until an import is finished and returns what is said of it. */
function finished(person: Person, id: string, ms = 60_000) {
  return eventually(
    async () => {
      const { body } = await person.call("GET", `/v1/imports/${id}`);
      return body.status === "finished" ? body : undefined;
    },
    { ms },
  );
}

const file = async (person: Person, format: string): Promise<string> => {
  const { status, body } = await person.call("GET", `/v1/export?format=${format}`);
  assert.equal(status, 200);
  return typeof body === "string" ? body : JSON.stringify(body);
};

test("a calendar of 5,000 entries comes in once, however often it is sent", async (t) => {
  const person = await newPerson(base, { time_zone: "Europe/Berlin" });
  const text = calendar(5000, 42);
  // Of so many, some are in the partition of the one who imports.
  const others = await Promise.all(Array.from({ length: 24 }, () => newPerson(base)));
  const begin = performance.now();
  const first = await upload(person, "text/calendar; charset=utf-8", text);
  const acceptedMs = performance.now() - begin;
  assert.equal(first.status, 202, JSON.stringify(first.body));
  assert.equal(first.body.total, 5000);
  assert.equal(first.body.already, 0);
  const path = first.headers.get("location");
  assert.equal(path, `/v1/imports/${first.body.import_id}`);

  await Promise.all([person, ...others].map((each) => each.create({ title: "Not behind the import" })));
  const meanwhile = await person.call("GET", path as string);
  assert.equal(meanwhile.body.status, "running", "what anyone does meanwhile does not wait for the import");

  const seen = new Set<number>();
  const done = await eventually(
    async () => {
      const { body } = await person.call("GET", path as string);
      seen.add(body.succeeded);
      return body.status === "finished" ? body : undefined;
    },
    { ms: 600_000, every: 250 },
  );
  t.diagnostic(
    `accepted in ${Math.round(acceptedMs)} ms, done in ${Math.round(performance.now() - begin)} ms`,
  );
  assert.deepEqual([done.succeeded, done.failed, done.problems], [5000, 0, []]);
  assert.ok(seen.size > 2, `progress was seen ${[...seen]}`);
  assert.deepEqual(done.report, first.body.report);
  assert.ok(
    done.report.some(({ reason }: { reason: string }) => reason.startsWith("Participants and organisers")),
  );

  const second = await upload(person, "text/calendar", text);
  assert.deepEqual([second.status, second.body.total, second.body.already], [202, 5000, 5000]);
  assert.equal((await finished(person, second.body.import_id)).succeeded, 0);

  const exported = JSON.parse(await file(person, "json"));
  assert.equal(exported.tasks.length, 5001);
  assert.equal(new Set(exported.tasks.map(({ id }: { id: number }) => id)).size, 5001);
  assert.ok(exported.tasks.some(({ recurrence, occurrence }: never) => recurrence && occurrence > 10));
  const { body } = await person.call("GET", "/v1/imports");
  assert.equal(body.results.length, 2);
});

test("what an account exports as JSON makes the same tasks in another", async () => {
  const one = await newPerson(base, { time_zone: "Europe/Berlin" });
  const due = { date: "2031-01-31", time: "09:00" };
  const recurrence = { rrule: "FREQ=MONTHLY", mode: "completion", exdates: ["2031-03-31"] };
  const rent = await one.create({
    title: "Miete",
    tags: ["Geld"],
    due,
    recurrence,
    reminders: [{ before: "P1D" }],
  });
  await one.act(rent, "complete");
  await eventually(async () => (await one.tasks("&status=open")).length === 1, { ms: 20_000 });
  await one.create({ title: "Once", notes: "a\nb", priority: "high" });
  const text = await file(one, "json");

  const two = await newPerson(base, { time_zone: "America/New_York" });
  const sent = await upload(two, "application/json", text);
  assert.equal((await finished(two, sent.body.import_id)).succeeded, 3);
  const plain = (tasks: Awaited<ReturnType<Person["tasks"]>>) =>
    tasks
      .map(
        ({
          title,
          notes,
          tags,
          priority,
          status,
          due,
          reminders,
          recurrence,
          occurrence,
          completed_at,
          created_at,
        }) =>
          JSON.stringify({
            title,
            notes,
            tags,
            priority,
            status,
            due,
            reminders,
            recurrence,
            occurrence,
            completed_at,
            created_at,
          }),
      )
      .sort();
  assert.deepEqual(plain(await two.tasks()), plain(await one.tasks()));
  const series = new Set((await two.tasks()).map(({ series_id }) => series_id));
  assert.equal(series.size, 2);
  assert.ok(!series.has(rent.series_id));

  const open = (await two.tasks("&status=open")).find(({ title }) => title === "Miete");
  await two.act(open as Task, "complete");
  const next = await eventually(
    async () => (await two.tasks("&status=open")).find(({ occurrence }) => occurrence === 3),
    { ms: 20_000 },
  );
  assert.equal(next.title, "Miete");
});

test("an account's own export brings nothing back but what was deleted", async () => {
  const person = await newPerson(base);
  const kept = await person.create({ title: "Kept" });
  const lost = await person.create({ title: "Lost", due: { date: "2031-05-05" } });
  for (const [format, type] of [
    ["json", "application/json"],
    ["ics", "text/calendar"],
  ] as const) {
    const text = await file(person, format);
    const [current] = (await person.tasks()).filter(({ title }) => title === lost.title);
    await person.remove(current as Task);
    const sent = await upload(person, type, text);
    assert.deepEqual([sent.body.total, sent.body.already], [2, 1], format);
    await finished(person, sent.body.import_id);
    assert.deepEqual((await person.tasks()).map(({ title }) => title).sort(), ["Kept", "Lost"]);
    const again = await upload(person, type, text);
    assert.equal(again.body.already, 2, format);
  }
  assert.equal((await person.tasks()).find(({ title }) => title === "Kept")?.id, kept.id);
});

test("an import is in the audit trail as one, and can be repeated with its key", async () => {
  const person = await newPerson(base);
  const text = readFileSync(new URL("../fixtures/interchange/todoist.csv", import.meta.url), "utf8");
  const key = randomUUID();
  const [first, second] = [
    await upload(person, "text/csv", text, { "idempotency-key": key }),
    await upload(person, "text/csv", text, { "idempotency-key": key }),
  ];
  assert.equal(first.body.total, 9);
  assert.deepEqual(second.body, first.body);
  await finished(person, first.body.import_id);
  const trail = await eventually(
    async () => {
      const { body } = await person.call("GET", "/v1/audit");
      return body.results.length === 9 ? body.results : undefined;
    },
    { ms: 30_000 },
  );
  assert.deepEqual([...new Set(trail.map(({ actor }: { actor: string }) => actor))], ["import"]);
});

test("an entry is known long after its operation is forgotten", async () => {
  const db = openDatabase(environment.databaseUrl, { max: 1 });
  try {
    const person = await newPerson(base);
    const text = "TYPE,CONTENT\ntask,Keep me\ntask,Delete me\n";
    const sent = await upload(person, "text/csv", text);
    await finished(person, sent.body.import_id);
    const [kept, deleted] = (await person.tasks("&sort=-title")) as [Task, Task];
    assert.equal(deleted.title, "Delete me");
    const mine = "user_id = (select user_id from tasks where id = $1)";
    for (const aged of [
      "operations set finished_at =",
      "operations set created_at =",
      "imports set created_at =",
    ])
      await db.query(`update ${aged} now() - interval '90 days' where ${mine}`, [kept.id]);
    await person.remove(deleted);
    await cleanUp(db, new Date());
    const { rows } = await db.query(`select id from operations where ${mine}`, [kept.id]);
    assert.equal(rows.length, 1, "only the deletion is remembered");
    const again = await upload(person, "text/csv", text);
    assert.deepEqual([again.body.total, again.body.already], [2, 1]);
    await finished(person, again.body.import_id);
    assert.deepEqual((await person.tasks()).map(({ title }) => title).sort(), ["Delete me", "Keep me"]);
  } finally {
    await db.close();
  }
});

test("calendars and tables come out, under a file's name", async () => {
  const person = await newPerson(base, { time_zone: "Europe/Berlin" });
  await person.create({ title: "=1+1", due: { date: "2031-05-05", time: "09:00", time_zone: "Asia/Tokyo" } });
  const { headers, body } = await person.call("GET", "/v1/export?format=ics");
  assert.match(headers.get("content-type") ?? "", /^text\/calendar/);
  assert.match(
    headers.get("content-disposition") ?? "",
    /^attachment; filename="taskwake-\d{4}-\d\d-\d\d\.ics"$/,
  );
  const parsed = new ICAL.Component(ICAL.parse(String(body)));
  const todo = parsed.getFirstSubcomponent("vtodo");
  assert.equal(todo?.getFirstPropertyValue("summary"), "=1+1");
  assert.equal(todo?.getFirstProperty("due")?.getParameter("tzid"), "Asia/Tokyo");
  assert.match(await file(person, "csv"), /'=1\+1/);
});

test("nobody sees another's import", async () => {
  const [one, two] = [await newPerson(base), await newPerson(base)];
  const sent = await upload(one, "text/csv", "TYPE,CONTENT\ntask,Mine\n");
  await finished(one, sent.body.import_id);
  assert.equal((await two.call("GET", `/v1/imports/${sent.body.import_id}`)).status, 404);
  assert.deepEqual((await two.call("GET", "/v1/imports")).body.results, []);
  assert.deepEqual(JSON.parse(await file(two, "json")).tasks, []);
});

test("what is no such file is refused in words", async () => {
  const person = await newPerson(base);
  const refused = async (type: string, body: string) => {
    const { status, body: problem } = await upload(person, type, body);
    return [status, problem.code];
  };
  assert.deepEqual(await refused("text/calendar", "hello"), [422, "invalid"]);
  assert.deepEqual(await refused("text/csv", "a,b\n1,2"), [422, "invalid"]);
  assert.deepEqual(await refused("application/json", '{"tasks":[]}'), [422, "invalid"]);
  assert.deepEqual(await refused("application/json", "{"), [400, "bad-request"]);
  assert.deepEqual(await refused("application/pdf", "%PDF"), [422, "invalid"]);
  assert.deepEqual(await refused("text/calendar", ""), [422, "invalid"]);
});
