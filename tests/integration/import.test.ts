import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { json } from "node:stream/consumers";
import { after, test } from "node:test";
import ICAL from "ical.js";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import { cleanUp } from "../../functions/_shared/store/clean-up.ts";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { newPerson, type Person } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";
import { file, finished, imported, partsOf, upload } from "../support/importing.ts";

const base = environment.url;
const db = openDatabase(environment.databaseUrl, { max: 2 });
after(() => db.close());

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
    const { total, already } = await imported(person, type, text);
    assert.deepEqual([total, already], [2, 1], format);
    assert.deepEqual((await person.tasks()).map(({ title }) => title).sort(), ["Kept", "Lost"]);
    assert.equal((await imported(person, type, text)).already, 2, format);
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
  assert.deepEqual(second.body, first.body);
  assert.equal(second.headers.get("location"), first.headers.get("location"));
  assert.equal((await finished(person, first.body.import_id)).total, 9);
  const third = await upload(person, "text/csv", text, { "idempotency-key": key });
  assert.deepEqual(third.body, first.body);
  assert.equal((await person.call("GET", "/v1/imports")).body.results.length, 1);
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
  const person = await newPerson(base);
  const text = "TYPE,CONTENT\ntask,Keep me\ntask,Delete me\n";
  await imported(person, "text/csv", text);
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
  const again = await imported(person, "text/csv", text);
  assert.deepEqual([again.total, again.already], [2, 1]);
  assert.deepEqual((await person.tasks()).map(({ title }) => title).sort(), ["Delete me", "Keep me"]);
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

test("a wrong type, an empty and a too large file are refused at once; an import of any other invalid file fails", async () => {
  const person = await newPerson(base);
  const refused = async (type: string, body: string) => {
    const answer = await upload(person, type, body);
    return [answer.status, answer.body.code];
  };
  assert.deepEqual(await refused("application/pdf", "%PDF"), [422, "invalid"]);
  assert.deepEqual(await refused("text/calendar", ""), [422, "invalid"]);
  assert.deepEqual(await announced(person, 8 * 1024 * 1024 + 1), [413, "too-large"]);
  const failed = async (type: string, body: string) => {
    const { status, problem, total } = await imported(person, type, body);
    assert.ok(problem.detail, "it says why");
    return [status, total, problem.status, problem.code];
  };
  assert.deepEqual(await failed("text/calendar", "hello"), ["failed", 0, 422, "invalid"]);
  assert.deepEqual(await failed("text/csv", "a,b\n1,2"), ["failed", 0, 422, "invalid"]);
  assert.deepEqual(await failed("application/json", '{"tasks":[]}'), ["failed", 0, 422, "invalid"]);
  assert.deepEqual(await failed("application/json", "{"), ["failed", 0, 400, "bad-request"]);
  assert.equal(await partsOf(db, person), 0, "no file stays");
});

/**
 * Announces a file of that size and sends only its beginning; resolves with the status and the code of the answer. `fetch`
 * of Node 20 can leave later requests unsent after an answer that comes before its body is sent.
 */
async function announced(person: Person, size: number): Promise<[number | undefined, string]> {
  const headers = {
    authorization: `Bearer ${person.token}`,
    "content-type": "text/csv",
    "content-length": size,
  };
  const sent = request(`${base}/v1/import`, { method: "POST", headers });
  sent.write("TYPE,CONTENT\n");
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const { code } = (await json(answer)) as { code: string };
  sent.on("error", () => undefined).destroy();
  return [answer.statusCode, code];
}
