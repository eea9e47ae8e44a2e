import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { limits } from "../../functions/_shared/domain/limits.ts";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { calendar } from "../fixtures/calendar.ts";
import { newPerson } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";
import { file, finished, imported, partsOf, upload } from "../support/importing.ts";

const base = environment.url;
const db = openDatabase(environment.databaseUrl, { max: 2 });
after(() => db.close());

/** Entries of the large calendar: `read-import` sends them in batches, and these are several. */
const many = 450;

test("a large calendar comes in once, however often it is sent", async (t) => {
  const person = await newPerson(base, { time_zone: "Europe/Berlin" });
  const text = calendar(many, 42);
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
  assert.deepEqual([done.total, done.read, done.already], [many, many, 0]);
  assert.deepEqual([done.succeeded, done.failed, done.problems, done.problem], [many, 0, [], null]);
  assert.ok(seen.size > 2, `progress was seen ${[...seen]}`);
  assert.ok(
    done.report.some(({ reason }: { reason: string }) => reason.startsWith("Participants and organisers")),
  );

  const second = await imported(person, "text/calendar", text);
  assert.deepEqual([second.total, second.already, second.succeeded], [many, many, 0]);
  assert.deepEqual(second.report, done.report);

  const exported = JSON.parse(await file(person, "json"));
  assert.equal(exported.tasks.length, many + 1);
  assert.equal(new Set(exported.tasks.map(({ id }: { id: number }) => id)).size, many + 1);
  assert.ok(exported.tasks.some(({ recurrence, occurrence }: never) => recurrence && occurrence > 10));
  const { body } = await person.call("GET", "/v1/imports");
  assert.equal(body.results.length, 2);
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
  const files = Array.from({ length: limits.waitingFiles + 2 }, (_, n) => calendar(100, n));
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
  assert.ok(tasks >= 100, `${tasks} tasks`);
  assert.equal(await partsOf(db, one), 0);
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
