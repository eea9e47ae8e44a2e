import type { Database, Queryable } from "../database.ts";
import init from "./001_init.sql";
import importEntries from "./002_import_entries.sql";
import countedTasks from "./003_counted_tasks.sql";
import confirmedEmail from "./004_confirmed_email.sql";
import plainWords from "./005_plain_words.sql";
import searchByUser from "./006_search_by_user.sql";
import trimmedByAge from "./007_trimmed_by_age.sql";
import language from "./008_language.sql";
import grants from "./grants.sql";

/** Migrations in order; each runs once, and must suit the version of the code that still runs. */
const migrations = [
  { id: 1, name: "init", sql: init },
  { id: 2, name: "import-entries", sql: importEntries },
  { id: 3, name: "counted-tasks", sql: countedTasks },
  { id: 4, name: "confirmed-email", sql: confirmedEmail },
  { id: 5, name: "plain-words", sql: plainWords },
  { id: 6, name: "search-by-user", sql: searchByUser },
  { id: 7, name: "trimmed-by-age", sql: trimmedByAge },
  { id: 8, name: "language", sql: language },
];

const lock = 7_245_901;

/** Brings the schema up to date and returns the names of the migrations it ran. Safe to run side by side. */
export async function migrate(db: Database): Promise<string[]> {
  await locked(db, (tx) =>
    tx.query(
      "create table if not exists migrations (id int primary key, name text, at timestamptz default now())",
    ),
  );
  const ran: string[] = [];
  // Each in a transaction of its own: what one has locked is free before the next begins.
  for (const migration of migrations)
    if (await locked(db, (tx) => run(tx, migration))) ran.push(migration.name);
  await locked(db, (tx) => tx.query(grants));
  return ran;
}

const locked = <Result>(db: Database, work: (tx: Queryable) => Promise<Result>): Promise<Result> =>
  db.transaction(async (tx) => {
    // A large table may take its time, and so may another that migrates it at this moment.
    await tx.query("set local statement_timeout = 0");
    await tx.query("select pg_advisory_xact_lock($1)", [lock]);
    return work(tx);
  });

/** Runs a migration, or finds that it was run before. */
async function run(tx: Queryable, { id, name, sql }: (typeof migrations)[number]): Promise<boolean> {
  const { rowCount } = await tx.query(
    "insert into migrations (id, name) values ($1, $2) on conflict do nothing",
    [id, name],
  );
  if (rowCount === 1) await tx.query(sql);
  return rowCount === 1;
}
