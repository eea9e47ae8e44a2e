import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import type { Envelope } from "../../functions/_shared/contract/envelope.ts";
import { importEvent } from "../../functions/_shared/contract/import.ts";
import { problem, problemOf } from "../../functions/_shared/contract/problems.ts";
import type { Command, ImportUploaded } from "../../functions/_shared/contract/schemas.ts";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { recordDeadLetter } from "../../functions/_shared/store/dead-letters/dead-letters.ts";
import { beginReplay, waitingDeadLetters } from "../../functions/_shared/store/dead-letters/replay.ts";
import { addPart } from "../../functions/_shared/store/imports/files.ts";
import { findImport, progressOf } from "../../functions/_shared/store/imports/imports.ts";
import { queueImport, suspendImport } from "../../functions/_shared/store/imports/queue.ts";
import importTask from "../../functions/import-task/index.ts";
import readImport from "../../functions/read-import/index.ts";
import { build } from "../../tools/build/bundles.ts";
import { eventually } from "../support/eventually.ts";
import { openWorld, received } from "./support/world.ts";

const world = await openWorld();
const { db, sidecar } = world;
const outdir = mkdtempSync(join(tmpdir(), "read-import-"));
after(() => rmSync(outdir, { recursive: true, force: true }));
let user = "";

before(async () => {
  // A thread runs the program of the process, which is the function's bundle.
  await build({ functions: ["read-import"], outdir });
  process.argv[1] = join(outdir, "read-import", "index.js");
});
beforeEach(async () => {
  Object.assign(sidecar, { published: [], check: () => undefined });
  user = await world.user();
});

/** Opens the function like a process does; `stop` ends it like SIGTERM. */
function newProcess() {
  const { on, onStop } = world.open(readImport);
  return { handle: on["import-files"], stop: async () => onStop?.() };
}

/** Stores a file and queues its import; returns the event. */
async function uploaded(
  text: string,
  { format = "todoist", content_type = "text/csv", owner = user } = {},
): Promise<Envelope<ImportUploaded>> {
  const [id, file] = [newId(), newId()];
  const bytes = Buffer.from(text);
  for (let part = 0; part * 1000 < bytes.length; part += 1)
    await addPart(db, { file, userId: owner }, part, bytes.subarray(part * 1000, (part + 1) * 1000));
  const { event, topic } = importEvent("api", world.now(), { import_id: id, user_id: owner });
  const content = { content_type, zone: "UTC" };
  const bounds = { kept: 100, waiting: 100 };
  const outcome = await db.transaction((tx) =>
    queueImport(tx, { id, user_id: owner, format, file, content }, { event, topic }, bounds),
  );
  assert.equal(outcome, "queued");
  return received(topics.importFiles, event);
}

const csv = (count: number) =>
  ["TYPE,CONTENT", ...Array.from({ length: count }, (_, n) => `task,Task ${n}`)].join("\n");

const stateOf = async ({ data }: Envelope<ImportUploaded>) => {
  const row = await findImport(db, data.user_id, data.import_id);
  return row ?? assert.fail("there is no such import");
};
const progress = async ({ data }: Envelope<ImportUploaded>) =>
  (await progressOf(db, [data.import_id])).get(data.import_id);
const partsLeft = async () =>
  (await db.query("select count(*) from import_parts where user_id = $1", [user])).rows[0].count;

/** Executes the commands that were sent so far, and returns the ids of their operations. */
async function carryOut(): Promise<string[]> {
  const commands = sidecar.take("import-task").map((event) => received("import-task", event));
  for (const command of commands) await world.open(importTask).on["import-task"](command);
  return commands.flatMap(operationsOf);
}

const operationsOf = ({ data: { operation_id, more = [] } }: Envelope<Command<"import-task">>): string[] => [
  operation_id,
  ...more.map((each) => each.operation_id),
];

/** Handles an event until its import is finished. */
async function throughout({ handle }: ReturnType<typeof newProcess>, event: Envelope<ImportUploaded>) {
  for (;;) {
    await handle(event);
    const { state } = await stateOf(event);
    if (state === "sent" || state === "failed") return;
  }
}

test("a file is read and its entries are sent once, however often the event arrives", async () => {
  const event = await uploaded(csv(450));
  const process = newProcess();
  await throughout(process, event);
  const { state, total, read, already, problem } = await stateOf(event);
  assert.deepEqual([state, total, read, already, problem], ["sent", 450, 450, 0, null]);
  const sent = sidecar.published.filter(({ topic }) => topic === "import-task");
  const operations = sent.flatMap(({ event }) => operationsOf(received("import-task", event)));
  assert.deepEqual([sent.length, operations.length, new Set(operations).size], [9, 450, 450]);
  assert.deepEqual(
    [...new Set(sent.map(({ event }) => `${event.source} ${event.actor}`))],
    ["/read-import import"],
  );
  assert.equal(await partsLeft(), 0, "the file is removed");
  sidecar.published = [];
  await process.handle(event);
  await newProcess().handle(event);
  assert.deepEqual(sidecar.published, []);
});

test("wherever it stops, the next process continues: entries that are done are not sent again, nor counted as older ones", async () => {
  const event = await uploaded(csv(450));
  const all: string[] = [];
  // First the second batch cannot be sent as a whole, then nothing of it.
  for (const { failsAt, sentBefore } of [
    { failsAt: 6, sentBefore: 0 },
    { failsAt: 1, sentBefore: 200 },
  ]) {
    let count = 0;
    sidecar.check = ({ topic }) => {
      if (topic === "import-task" && ++count >= failsAt) throw new Error("the broker is away");
    };
    await assert.rejects(throughout(newProcess(), event));
    const { rows } = await db.query("select sent from imports where id = $1", [event.data.import_id]);
    assert.equal(rows[0].sent, 200, `after ${sentBefore} the progress is known`);
    // The tasks are created before the next process continues.
    all.push(...(await carryOut()));
  }
  sidecar.check = () => undefined;
  await throughout(newProcess(), event);
  const last = await carryOut();
  assert.ok(last.length <= 250, `${last.length} are sent by the last`);
  all.push(...last);
  assert.equal(new Set(all).size, 450);
  assert.deepEqual(await progress(event), { succeeded: 450, failed: 0 });
  assert.equal((await stateOf(event)).already, 0);
  const { rows } = await db.query("select count(*) from tasks where user_id = $1", [user]);
  assert.equal(rows[0].count, 450);
});

test("entries that were sent, and whose progress was not recorded, still count as those of this import", async () => {
  const event = await uploaded(csv(5));
  await throughout(newProcess(), event);
  await carryOut();
  const again = await uploaded(csv(5));
  await throughout(newProcess(), again);
  assert.deepEqual([(await stateOf(again)).already, await carryOut()], [5, []]);
  // As after a kill between sending and recording.
  await db.query(
    "update imports set state = 'sending', sent = 0, file = $2, claimed_until = now() where id = $1",
    [
      event.data.import_id,
      (
        await db.query("insert into import_parts values ($1, 0, $2, $3) returning file", [
          newId(),
          user,
          csv(5),
        ])
      ).rows[0].file,
    ],
  );
  await throughout(newProcess(), event);
  assert.equal((await stateOf(event)).already, 0);
  assert.deepEqual(await progress(event), { succeeded: 5, failed: 0 });
});

test("an import of an invalid or too costly file fails with the reason, and is not retried", async () => {
  const failed = async (text: string, of = {}) => {
    const event = await uploaded(text, of);
    await throughout(newProcess(), event);
    const { state, problem } = await stateOf(event);
    assert.equal(await partsLeft(), 0);
    assert.equal(state, "failed");
    return problem?.code;
  };
  const ical = { format: "ical", content_type: "text/calendar" };
  assert.equal(await failed("hello", ical), "invalid");
  assert.equal(await failed("{", { format: "json", content_type: "application/json" }), "bad-request");
  const wide = `TYPE,CONTENT\n${`a,b${",c".repeat(38)}\n`.repeat(99_000)}`;
  assert.equal(await failed(wide), "too-large", "its memory is limited, and the process survives");
});

test("an import whose process is killed each time fails", async () => {
  const event = await uploaded(csv(1));
  await db.query("update imports set state = 'reading', attempts = 4 where id = $1", [event.data.import_id]);
  await throughout(newProcess(), event);
  assert.match((await stateOf(event)).problem?.detail ?? "", /several times/);
});

test("a person's files are read in order; those of another person do not wait for them", async () => {
  const [first, second] = [await uploaded(csv(2)), await uploaded(csv(3))];
  const other = await uploaded(csv(4), { owner: await world.user() });
  const process = newProcess();
  await process.handle(second);
  assert.equal((await stateOf(second)).state, "queued");
  const [behind] = sidecar.take(topics.importFiles);
  assert.deepEqual([behind?.id, behind?.data], [second.id, second.data], "its event is published again");
  await throughout(process, other);
  await throughout(process, first);
  await throughout(process, second);
  for (const [event, total] of [
    [first, 2],
    [second, 3],
    [other, 4],
  ] as const)
    assert.deepEqual([(await stateOf(event)).state, (await stateOf(event)).total], ["sent", total]);
});

test("while another process has claimed it, the event is published again", async () => {
  const event = await uploaded(csv(2));
  const claim = "update imports set claimed_until = now() + make_interval(secs => $2) where id = $1";
  await db.query(claim, [event.data.import_id, 60]);
  await newProcess().handle(event);
  assert.equal(sidecar.take(topics.importFiles).length, 1);
  await db.query(claim, [event.data.import_id, 0]);
  await throughout(newProcess(), event);
  assert.equal((await stateOf(event)).state, "sent");
});

test("a process that stops releases its import at once", async () => {
  const event = await uploaded(csv(5000));
  const one = newProcess();
  const handled = one.handle(event);
  await eventually(async () => (await stateOf(event)).state !== "queued", { every: 5 });
  await Promise.allSettled([one.stop(), handled]);
  const { rows } = await db.query("select state, claimed_until <= now() as free from imports where id = $1", [
    event.data.import_id,
  ]);
  assert.ok(rows[0].free, `it is ${rows[0].state} and free`);
  await throughout(newProcess(), event);
  assert.equal((await stateOf(event)).state, "sent");
});

test("an import whose event is a dead letter keeps its file, and waits for the replay", async () => {
  const event = await uploaded(csv(2));
  await suspendImport(db, event.data.import_id, problemOf(problem("dead-lettered", "as asked")));
  await newProcess().handle(event);
  assert.equal((await stateOf(event)).problem?.code, "dead-lettered");
  assert.ok((await partsLeft()) > 0);
});

test("an event that is faster than the commit of its replay waits for it", async () => {
  const event = await uploaded(csv(2));
  const letter = { topic: topics.importFiles, reason: "as asked", attempts: 1 };
  await recordDeadLetter(db, event, letter);
  await suspendImport(db, event.data.import_id, problemOf(problem("dead-lettered", letter.reason)));
  const process = newProcess();
  const isHeld = async () =>
    (
      await db.query(
        "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      )
    ).rowCount !== 0;
  const handled = await db.transaction(async (tx) => {
    await beginReplay(tx, (await waitingDeadLetters(db, undefined)).at(-1) as number);
    const handling = process.handle(event);
    await Promise.race([handling, eventually(isHeld)]);
    return { handling };
  });
  await handled.handling;
  assert.equal((await stateOf(event)).state, "sent");
});
