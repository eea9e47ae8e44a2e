import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { json } from "node:stream/consumers";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import ICAL from "ical.js";
import { limits } from "../../functions/_shared/domain/limits.ts";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import { cleanUp } from "../../functions/_shared/store/clean-up.ts";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { calendar } from "../fixtures/calendar.ts";
import { newPerson, type Person } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";

const base = environment.url;
const db = openDatabase(environment.databaseUrl, { max: 2 });
after(() => db.close());

function upload(person: Person, type: string, body: string, headers: Record<string, string> = {}) {
  return person.call("POST", "/v1/import", { body, headers: { "content-type": type, ...headers } });
}

/** Waits until an import is finished or has failed, and returns its state. */
function finished(person: Person, id: string, ms = 60_000) {
  return eventually(
    async () => {
      const { body } = await person.call("GET", `/v1/imports/${id}`);
      return body.status === "finished" || body.status === "failed" ? body : undefined;
    },
    { ms, what: "the end of the import" },
  );
}

/** Sends a file, and waits until the import is finished or has failed. */
async function imported(person: Person, type: string, body: string) {
  const sent = await upload(person, type, body);
  assert.equal(sent.status, 202, JSON.stringify(sent.body));
  return finished(person, sent.body.import_id);
}

const file = async (person: Person, format: string): Promise<string> => {
  const { status, body } = await person.call("GET", `/v1/export?format=${format}`);
  assert.equal(status, 200);
  return typeof body === "string" ? body : JSON.stringify(body);
};

test("a calendar of a thousand entries comes in once, however often it is sent", async (t) => {
  const person = await newPerson(base, { time_zone: "Europe/Berlin" });
  const text = calendar(1000, 42);
  // Of so many, some are in the partition of the one who imports.
  const others = await Promise.all(Array.from({ length: 24 }, () => newPerson(base)));
  const begin = performance.now();
  const first = await upload(person, "text/calendar; charset=utf-8", text);
  const acceptedMs = performance.now() - begin;
  assert.equal(first.status, 202, JSON.stringify(first.body));
  assert.deepEqual(Object.keys(first.body), ["import_id"]);
  const path = first.headers.get("location");
  assert.equal(path, `/v1/imports/${first.body.import_id}`);

  await Promise.all([person, ...others].map((each) => each.create({ title: "Not behind the import" })));
  const meanwhile = await person.call("GET", path as string);
  assert.match(
    meanwhile.body.status,
    /^(queued|reading|importing)$/,
    "what anyone does meanwhile does not wait for the import",
  );

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
  assert.deepEqual([done.total, done.read, done.already], [1000, 1000, 0]);
  assert.deepEqual([done.succeeded, done.failed, done.problems, done.problem], [1000, 0, [], null]);
  assert.ok(seen.size > 2, `progress was seen ${[...seen]}`);
  assert.ok(
    done.report.some(({ reason }: { reason: string }) => reason.startsWith("Participants and organisers")),
  );

  const second = await imported(person, "text/calendar", text);
  assert.deepEqual([second.total, second.already, second.succeeded], [1000, 1000, 0]);
  assert.deepEqual(second.report, done.report);

  const exported = JSON.parse(await file(person, "json"));
  assert.equal(exported.tasks.length, 1001);
  assert.equal(new Set(exported.tasks.map(({ id }: { id: number }) => id)).size, 1001);
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
  assert.equal(await partsOf(person), 0, "no file stays");
});

test("a file that takes too much processor time is refused, and the files of others do not wait for it", async () => {
  const [person, other] = [await newPerson(base), await newPerson(base)];
  const entry = (n: number) =>
    [
      ...["BEGIN:VEVENT", `UID:${n}`, `SUMMARY:${n}`, "DTSTART;VALUE=DATE:19000101"],
      "RRULE:FREQ=DAILY;COUNT=10000;BYDAY=MO,TU,WE,TH,FR,SA",
      "END:VEVENT",
    ].join("\r\n");
  const hostile = `BEGIN:VCALENDAR\r\n${Array.from({ length: 18_000 }, (_, n) => entry(n)).join("\r\n")}\r\nEND:VCALENDAR`;
  const sent = await upload(person, "text/calendar", hostile);
  await eventually(
    async () => (await person.call("GET", `/v1/imports/${sent.body.import_id}`)).body.read > 0,
    {
      ms: 60_000,
      what: "the progress of reading",
    },
  );
  await imported(other, "text/csv", "TYPE,CONTENT\ntask,Mine\n");
  assert.equal((await person.call("GET", `/v1/imports/${sent.body.import_id}`)).body.status, "reading");
  const { status, problem } = await finished(person, sent.body.import_id, 300_000);
  assert.deepEqual([status, problem.code], ["failed", "too-large"]);
});

test("a person's files are read in order and within a limit; those of two people concurrently", async () => {
  const [one, two] = [await newPerson(base), await newPerson(base)];
  const files = Array.from({ length: limits.waitingFiles + 2 }, (_, n) => calendar(300, n));
  const answers = await Promise.all(files.map((text) => upload(one, "text/calendar", text)));
  const taken = answers.filter(({ status }) => status === 202);
  for (const { status, headers } of answers.filter((each) => each.status !== 202))
    assert.deepEqual([status, Number(headers.get("retry-after")) > 0], [429, true]);
  assert.ok(taken.length >= 1 && taken.length <= limits.waitingFiles, `${taken.length} were taken`);
  const others = imported(two, "text/csv", "TYPE,CONTENT\ntask,Two's\n");
  const atOnce = new Set<number>();
  const states = async () => {
    const { body } = await one.call("GET", "/v1/imports");
    const { rows } = await db.query(
      "select state from imports where user_id = (select id from users where email = $1) and state in ('reading', 'sending')",
      [one.email],
    );
    atOnce.add(rows.length);
    return body.results.every(({ status }: { status: string }) => status === "finished");
  };
  await eventually(states, { ms: 120_000, every: 50, what: "the end of all" });
  assert.ok(Math.max(...atOnce) <= 1, `${[...atOnce]} at once`);
  assert.equal((await others).succeeded, 1);
  const tasks = JSON.parse(await file(one, "json")).tasks.length;
  assert.ok(tasks >= 300, `${tasks} tasks`);
  assert.equal(await partsOf(one), 0);
});

test("a body that never arrives delays nobody", async () => {
  const [slow, other] = [await newPerson(base), await newPerson(base)];
  const { hostname, port } = new URL(base);
  const sockets = Array.from({ length: 12 }, () => connect(Number(port), hostname));
  const head = [
    "POST /v1/import HTTP/1.1",
    `Host: ${hostname}:${port}`,
    `Authorization: Bearer ${slow.token}`,
  ];
  const length = ["Content-Type: text/csv", "Content-Length: 200000"];
  for (const socket of sockets) socket.write(`${[...head, ...length].join("\r\n")}\r\n\r\nTYPE,CONTENT\n`);
  await setTimeout(500);
  const large = `TYPE,CONTENT,DESCRIPTION\ntask,Mine,${"x".repeat(200_000)}\n`;
  assert.equal((await imported(other, "text/csv", large)).succeeded, 1);
  for (const socket of sockets) socket.destroy();
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

/** Counts the stored parts of the person's files. */
async function partsOf(person: Person): Promise<number> {
  const { rows } = await db.query(
    "select count(*) from import_parts where user_id = (select id from users where email = $1)",
    [person.email],
  );
  return rows[0].count;
}
