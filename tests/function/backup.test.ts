import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { commandLine } from "../../tools/command-line.ts";
import { backUp, countRows, countsFile } from "../../tools/operate/backup.ts";
import { restore } from "../../tools/operate/restore.ts";
import { openWorld } from "./support/world.ts";

const world = await openWorld();
const { db } = world;
const folder = mkdtempSync(join(tmpdir(), "backup-"));
after(() => rmSync(folder, { recursive: true }));

const versionOf = async (): Promise<number> => {
  const text = await commandLine("pg_dump", ["--version"]).catch(() => "");
  return Number(/ (\d+)/.exec(text)?.[1] ?? 0);
};
const { rows } = await db.query<{ major: number }>(
  "select current_setting('server_version_num')::int / 10000 as major",
);
const server = rows[0]?.major ?? 0;
const skip = (await versionOf()) < server && `pg_dump of PostgreSQL ${server} or newer is not on the PATH`;

/** An empty database on the same server, dropped after the test. */
async function emptyDatabase(): Promise<string> {
  const url = new URL(world.databaseUrl);
  const name = `${url.pathname.slice(1)}_restored`;
  await db.query(`drop database if exists ${name}`);
  await db.query(`create database ${name}`);
  after(() => db.query(`drop database if exists ${name} with (force)`));
  return Object.assign(url, { pathname: `/${name}` }).href;
}

test("a dump is restored with every row, and the seconds of both are known", { skip }, async () => {
  const user = await world.user();
  const made = await world.task(user, { title: "Kept" });
  await world.task(user, {
    title: "Series",
    due: { date: "2030-01-31" },
    recurrence: { rrule: "FREQ=MONTHLY" },
  });
  // Enough to take measurable time.
  await db.query(
    `insert into operations (id, user_id, command, status, result)
     select gen_random_uuid(), $1, 'create-task', 'succeeded', jsonb_build_object('text', repeat('x', 400))
     from generate_series(1, 50000)`,
    [user],
  );
  const [dump, url, target] = [join(folder, "dump"), world.databaseUrl, await emptyDatabase()];
  const began = performance.now();
  const counts = await backUp(url, dump);
  const dumped = performance.now();
  // After the dump: the restored database does not have it.
  await world.task(user, { title: "Later" });
  assert.deepEqual(await restore(dump, target), []);
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  console.log(
    `figure dump of ${rows} rows: ${seconds(dumped - began)} s, restore and check: ${seconds(performance.now() - dumped)} s`,
  );
  const restored = openDatabase(target, { max: 1 });
  const { rows: tasks } = await restored.query("select title, id from tasks order by id");
  assert.deepEqual(
    tasks.map(({ title }) => title),
    ["Kept", "Series"],
  );
  assert.equal(tasks[0].id, made.id);
  assert.deepEqual(await countRows(restored), counts);
  await restored.close();
  await assert.rejects(restore(dump, target), /has tables/);
});

test("a restore that lacks rows, or whose rows contradict each other, is reported", { skip }, async () => {
  const user = await world.user();
  await world.task(user, { title: "Any" });
  await db.query("update users set counted_tasks = 0, counted_seq = 0, seq = 0 where id = $1", [user]);
  const [dump, target] = [join(folder, "broken"), await emptyDatabase()];
  const counts = await backUp(world.databaseUrl, dump);
  writeFileSync(join(dump, countsFile), JSON.stringify({ ...counts, "public.tasks": 99 }));
  const wrong = await restore(dump, target);
  assert.match(wrong.join("\n"), /public.tasks has \d+ rows of 99/);
  assert.match(wrong.join("\n"), /newer than the sequence/);
  assert.match(wrong.join("\n"), /more tasks than their count allows/);
  assert.equal(wrong.length, 3);
});
