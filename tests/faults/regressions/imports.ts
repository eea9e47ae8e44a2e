import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { calendar } from "../../fixtures/calendar.ts";
import { newPerson, type Person } from "../../support/client.ts";
import { eventually } from "../../support/eventually.ts";
import { query } from "../observe.ts";
import { deadLetters, type World } from "./world.ts";

/** A file is imported once, whatever happens to the process, and a file that cannot be read ends as a failed import. */
export function importCases(world: World): void {
  const send = async (person: Person, body: string) => {
    const headers = { "content-type": "text/calendar", "idempotency-key": randomUUID() };
    const answer = await person.call("POST", "/v1/import", { body, headers });
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    return answer.body.import_id as string;
  };
  const stored = async (id: string) =>
    (
      await query<{ state: string; sent: number }>(world.system, "select * from imports where id = $1", [id])
    )[0];
  const standing = async (person: Person, id: string) => (await person.call("GET", `/v1/imports/${id}`)).body;
  const ended = (person: Person, id: string) =>
    eventually(
      async () => {
        const now = await standing(person, id);
        return now.status === "finished" || now.status === "failed" ? now : undefined;
      },
      { ms: 180_000, every: 250, what: "the end of the import" },
    );
  const reader = () => world.system.process("read-import");

  test("read-import, killed while it reads and while it sends, continues where it was and creates no duplicates", async () => {
    const { system } = world;
    const person = await newPerson(system.url);
    const id = await send(person, calendar(1500, 11));
    const killAt = async (what: string, is: (row: { state: string; sent: number }) => boolean) => {
      const at = await eventually(
        async () => {
          const row = await stored(id);
          return row && is(row) ? row : undefined;
        },
        { ms: 90_000, every: 5, what },
      );
      await reader().kill("SIGKILL");
      return at;
    };
    await killAt("reading", ({ state }) => state === "reading");
    const first = await killAt("sending", ({ state, sent }) => state === "sending" && sent > 0);
    const second = await killAt(
      "sending further",
      ({ state, sent }) => state === "sending" && sent > first.sent,
    );
    assert.ok(second.sent < 1500, `it was killed at ${first.sent} and ${second.sent}`);
    const done = await ended(person, id);
    assert.deepEqual(
      [done.status, done.total, done.already, done.succeeded, done.failed],
      ["finished", 1500, 0, 1500, 0],
    );
    const userId = (await person.call("GET", "/v1/me")).body.id;
    const [counts] = await query(
      system,
      `select (select count(*) from tasks where user_id = $1) as tasks, (select count(*) from operations where user_id = $1) as operations,
         (select count(*) from import_parts where user_id = $1) as parts`,
      [userId],
    );
    assert.deepEqual(counts, { tasks: 1500, operations: 1500, parts: 0 });
  });

  test("an import of a file that ends the process each time fails", async () => {
    const person = await newPerson(world.system.url);
    await reader().stop();
    const id = await send(person, calendar(5, 12));
    // As after four kills.
    await query(world.system, "update imports set state = 'reading', attempts = 4 where id = $1", [id]);
    reader().start();
    const { status, problem } = await ended(person, id);
    assert.deepEqual([status, problem.code], ["failed", "invalid"]);
    assert.match(problem.detail, /several times/);
  });

  test("an import whose event becomes a dead letter fails, and continues when that is replayed", async () => {
    const { system } = world;
    const person = await newPerson(system.url);
    await reader().stop();
    const id = await send(person, calendar(5, 13));
    await query(system, "update imports set content = null where id = $1", [id]);
    await query(
      system,
      "insert into failures (event_id, consumer, reason, attempts) values ($1, 'read-import', 'before', 10)",
      [id],
    );
    reader().start();
    const failed = await ended(person, id);
    assert.deepEqual([failed.status, failed.problem.code], ["failed", "dead-lettered"]);
    const content = { content_type: "text/calendar", zone: "UTC" };
    await query(system, "update imports set content = $2 where id = $1", [id, JSON.stringify(content)]);
    const [letter] = await query<{ id: number }>(system, "select id from dead_letters where event_id = $1", [
      id,
    ]);
    assert.match(await deadLetters(world, "replay", String(letter?.id)), /Replayed 1 event\./);
    const done = await ended(person, id);
    assert.deepEqual([done.status, done.succeeded], ["finished", 5]);
  });
}
