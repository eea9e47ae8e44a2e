import assert from "node:assert/strict";
import net from "node:net";
import { after, before, describe, test } from "node:test";
import { createWebSocketStream, WebSocketServer } from "ws";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { circumstances } from "../../functions/_shared/domain/task/circumstances.ts";
import { create } from "../../functions/_shared/domain/task/rules.ts";
import { ImportedTask } from "../../functions/_shared/domain/task/task.ts";
import { alignReminders } from "../../functions/_shared/operations/reminders.ts";
import { createUser } from "../../functions/_shared/store/accounts/users.ts";
import { type Database, openDatabase } from "../../functions/_shared/store/database.ts";
import { recordFailure } from "../../functions/_shared/store/dead-letters/failures.ts";
import { claimDelivery, recordDelivery } from "../../functions/_shared/store/deliveries/deliveries.ts";
import { beginOperations, endOperations } from "../../functions/_shared/store/operations/operations.ts";
import { markPublished, unpublished, writeOutbox } from "../../functions/_shared/store/operations/outbox.ts";
import { fireReminders, insertReminders } from "../../functions/_shared/store/reminders/reminders.ts";
import { changesSince } from "../../functions/_shared/store/tasks/changes.ts";
import { listTasks } from "../../functions/_shared/store/tasks/list.ts";
import { findTask, insertTasks, updateTasks } from "../../functions/_shared/store/tasks/tasks.ts";
import { environment } from "../support/environment.ts";

/** A proxy in front of a PostgreSQL for Neon's driver: WebSocket frames to TCP and back. */
function startProxy(): Promise<{ address: string; stop: () => void; connections: () => number }> {
  let connections = 0;
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket, request) => {
    connections += 1;
    const target = new URL(request.url ?? "", "http://proxy").searchParams.get("address") as string;
    const [host, port] = target.split(":");
    const tcp = net.connect(Number(port), host);
    const stream = createWebSocketStream(socket);
    stream.pipe(tcp).pipe(stream);
    for (const end of [stream, tcp]) end.on("error", () => socket.terminate());
  });
  return new Promise((resolve) =>
    server.once("listening", () => {
      const { port } = server.address() as net.AddressInfo;
      resolve({
        address: `127.0.0.1:${port}/v1`,
        connections: () => connections,
        stop: () => {
          for (const client of server.clients) client.terminate();
          server.close();
        },
      });
    }),
  );
}

const at = circumstances({ now: new Date("2030-01-01T12:00:00Z"), zone: "Europe/Berlin", newId });
const draft = (title: string) =>
  create(ImportedTask.parse({ title, due: { date: "2030-02-01", time: "09:00" }, tags: ["ä", "b"] }), at);

function storageTests(name: string, open: () => Promise<{ db: Database; close: () => void }>): void {
  describe(`storage through ${name}`, () => {
    let db: Database;
    let close: () => void;
    let userId: string;

    before(async () => {
      ({ db, close } = await open());
      userId = await newUser();
    });
    after(async () => {
      await db.close();
      close();
    });

    async function newUser(): Promise<string> {
      const names = { id: newId(), email: `${newId()}@example.com`, name: "N" };
      return (await createUser(db, { ...names, time_zone: "UTC", language: "en", password_hash: "x" }))
        ?.id as string;
    }

    const one = async <Row>(rows: Promise<Row[]>) => (await rows)[0] as Row;

    test("a task comes back as it was written", async () => {
      const written = await one(insertTasks(db, [{ userId: userId, seq: 1, task: draft("Written") }]));
      const read = await findTask(db, userId, written.id);
      assert.deepEqual(read, written);
      assert.equal(read?.due_at, "2030-02-01T08:00:00.000Z");
      assert.equal(typeof read?.id, "number");
      assert.deepEqual(read?.tags, ["ä", "b"]);
      const changed = await one(
        updateTasks(db, [
          { userId, seq: 2, task: { ...written, title: "Changed", due: null, due_at: null } },
        ]),
      );
      assert.equal(changed.version, 2);
      assert.deepEqual((await changesSince(db, userId, 0, 10))?.results, [changed]);
      assert.equal(await findTask(db, newId(), written.id), undefined);
    });

    const operation = (id = newId()) => ({ id, userId, name: "create-task", fingerprint: "" });

    test("a transaction that throws leaves nothing, and its connection serves the next", async () => {
      const { id, ...rest } = operation();
      await assert.rejects(
        db.transaction(async (tx) => {
          await beginOperations(tx, [{ id, ...rest }]);
          throw new Error("no");
        }),
        /no/,
      );
      assert.equal((await db.query("select from operations where id = $1", [id])).rowCount, 0);
    });

    test("a transaction whose last statement fails leaves nothing, and says why", async () => {
      const { id, ...rest } = operation();
      await assert.rejects(
        db.transaction(async (tx) => {
          await beginOperations(tx, [{ id, ...rest }]);
          tx.last("update operations set status = 'unknown' where id = $1", [id]);
        }),
        /operations_status_check/,
      );
      assert.equal((await db.query("select from operations where id = $1", [id])).rowCount, 0);
    });

    /** Runs an operation like its function, and returns whether this call executed it. */
    const run = (each: ReturnType<typeof operation>) =>
      db.transaction(async (tx) => {
        const [user] = await beginOperations(tx, [each]);
        if (!user?.claimed) return undefined;
        const result = {
          operation_id: each.id,
          status: "succeeded" as const,
          task_data: null,
          problem: null,
        };
        endOperations(tx, [{ operation: each, result, undo: null, seq: user.seq + 1, events: [] }]);
        return user.seq + 1;
      });

    test("an operation is claimed once, also side by side", async () => {
      const same = operation();
      const claims = await Promise.all([run(same), run(same), run(same), run(same)]);
      assert.equal(claims.filter((seq) => seq !== undefined).length, 1);
    });

    test("the user's lock puts sequences in one order", async () => {
      const first = (await run(operation())) as number;
      const all = await Promise.all(Array.from({ length: 8 }, () => run(operation())));
      const sorted = all.sort((a, b) => (a as number) - (b as number));
      assert.deepEqual(
        sorted,
        Array.from({ length: 8 }, (_, n) => first + n + 1),
      );
    });

    test("the outbox gives back its events in order until they are marked", async () => {
      const cause = newId();
      const events = ["a", "b"].map((id) => ({ topic: "task-events" as const, event: { id } as never }));
      await writeOutbox(db, [{ cause, events }]);
      const rows = await unpublished(db, cause);
      assert.deepEqual(
        rows.map(({ event }) => event.id),
        ["a", "b"],
      );
      await markPublished(
        db,
        rows.map(({ id }) => id),
      );
      assert.deepEqual(await unpublished(db, cause), []);
    });

    test("a walk through the changes is not broken by what was purged before it began", async () => {
      const user = await newUser();
      for (let seq = 1; seq <= 5; seq += 1)
        await one(insertTasks(db, [{ userId: user, seq, task: draft(`Task ${seq}`) }]));
      await db.query("update users set seq = 6, purged_seq = 6 where id = $1", [user]);
      const titles: string[] = [];
      let page = await changesSince(db, user, 0, 2);
      for (; page; page = await changesSince(db, user, page.next_cursor, 2, page.epoch)) {
        titles.push(...page.results.map(({ title }) => title));
        if (!page.has_more) break;
      }
      assert.ok(page);
      assert.equal(titles.length, 5);
      assert.deepEqual(
        (await changesSince(db, user, page.next_cursor, 2))?.results,
        [],
        "its end is no past",
      );
      assert.equal(await changesSince(db, user, 2, 2), undefined, "it has to load everything");
    });

    test("a change that is handled after a reminder has fired does not set it again", async () => {
      const user = await newUser();
      const remind_at = "2030-01-01T12:00:00Z";
      const given = ImportedTask.parse({ title: "T", reminders: [{ at: remind_at }] });
      const task = await one(insertTasks(db, [{ userId: user, seq: 1, task: create(given, at) }]));
      const align = async (since: string) => {
        const wanted = { instants: [new Date(remind_at)], since: new Date(since), newId };
        const changes = await alignReminders(db, user, task, wanted);
        await insertReminders(db, changes.set);
        return changes;
      };
      await align("2030-01-01T11:00:00Z");
      assert.equal((await fireReminders(db, [user], new Date(remind_at))).length, 1);
      assert.deepEqual(await align("2030-01-01T11:59:59Z"), { set: [], cancelled: [] });
    });

    test("a search reaches past the latest changes, finds each task once, and the user's own only", async () => {
      const [user, other] = [await newUser(), await newUser()];
      for (const id of [user, other])
        await db.query(
          `insert into tasks (user_id, title, seq, created_at, updated_at)
           select $1, case when n % 1000 = 0 then 'needle ' || n else 'hay' end, n, now(), now()
           from generate_series(1, 9000) n`,
          [id],
        );
      const titles: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await listTasks(db, user, { q: "needl", trash: false, limit: 4, cursor });
        assert.ok(page);
        titles.push(...page.results.map(({ title }) => title));
        if (!page.next_cursor) break;
        cursor = page.next_cursor;
      }
      const thousands = Array.from({ length: 9 }, (_, n) => `needle ${(n + 1) * 1000}`);
      assert.deepEqual(titles.sort(), thousands);
    });

    test("lists search and page", async () => {
      for (const [n, title] of ["Alpha one", "Alpha two", "Beta"].entries())
        await one(insertTasks(db, [{ userId: userId, seq: 1000 + n, task: draft(title) }]));
      const first = await listTasks(db, userId, { q: "alpha", sort: "title", trash: false, limit: 1 });
      assert.ok(first);
      const second = await listTasks(db, userId, {
        q: "alpha",
        sort: "title",
        trash: false,
        limit: 1,
        cursor: first.next_cursor as string,
      });
      assert.deepEqual(
        [first, second].map((page) => page?.results[0]?.title),
        ["Alpha one", "Alpha two"],
      );
      assert.equal(second?.next_cursor, null);
    });

    test("what was sent stays sent, whatever a slower attempt records", async () => {
      const remind_at = "2030-02-01T08:00:00Z";
      const about = { task_id: null, title: "A", due_at: null, remind_at, user_id: userId };
      const notification = { ...about, id: newId(), late: false };
      const delivery = { notification, channel: "email" as const, target: "a@example.com" };
      assert.equal(await claimDelivery(db, delivery), "claimed");
      await recordDelivery(db, delivery, { status: "sent" });
      await recordDelivery(db, delivery, { status: "sending", reason: "slow" });
      assert.equal(await claimDelivery(db, delivery), "sent");
    });

    test("failures are counted in a row: what lies long before counts no more", async () => {
      const failure = { eventId: newId(), consumer: "audit", reason: "as asked" };
      assert.deepEqual([await recordFailure(db, failure), await recordFailure(db, failure)], [1, 2]);
      await db.query("update failures set at = at - interval '1 hour' where event_id = $1", [
        failure.eventId,
      ]);
      assert.equal(await recordFailure(db, failure), 1);
    });
  });
}

storageTests("pg", async () => ({
  db: openDatabase(environment.databaseUrl, { max: 4 }),
  close: () => undefined,
}));

storageTests("@neondatabase/serverless", async () => {
  const proxy = await startProxy();
  const url = new URL(environment.databaseUrl);
  url.searchParams.set("wsproxy", proxy.address);
  const db = openDatabase(url.href, { max: 4 });
  await db.query("select 1");
  assert.ok(proxy.connections() > 0, "it went through the proxy");
  return { db, close: proxy.stop };
});
