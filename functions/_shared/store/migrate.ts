import type { Database } from "./database.ts";
import grants from "./grants.sql";
import init from "./migrations/001_init.sql";
import importEntries from "./migrations/002_import_entries.sql";
import countedTasks from "./migrations/003_counted_tasks.sql";
import confirmedEmail from "./migrations/004_confirmed_email.sql";
import searchByUser from "./migrations/005_search_by_user.sql";
import trimmedByAge from "./migrations/006_trimmed_by_age.sql";

/** Migrations in order; each runs once, and must suit the version of the code that still runs. */
const migrations = [
  { id: 1, name: "init", sql: init },
  { id: 2, name: "import-entries", sql: importEntries },
  { id: 3, name: "counted-tasks", sql: countedTasks },
  { id: 4, name: "confirmed-email", sql: confirmedEmail },
  { id: 5, name: "search-by-user", sql: searchByUser },
  { id: 6, name: "trimmed-by-age", sql: trimmedByAge },
];

const lock = 7_245_901;

/** Brings the schema up to date and returns the names of the migrations it ran. Safe to run side by side. */
export async function migrate(db: Database): Promise<string[]> {
  return db.transaction(async (tx) => {
    // A large table may take its time, and so may another that migrates it at this moment.
    await tx.query("set local statement_timeout = 0");
    await tx.query("select pg_advisory_xact_lock($1)", [lock]);
    await tx.query(
      "create table if not exists migrations (id int primary key, name text, at timestamptz default now())",
    );
    const done = await tx.query<{ id: number }>("select id from migrations");
    const missing = migrations.filter(({ id }) => !done.rows.some((row) => row.id === id));
    for (const { id, name, sql } of missing) {
      await tx.query(sql);
      await tx.query("insert into migrations (id, name) values ($1, $2)", [id, name]);
    }
    await tx.query(grants);
    return missing.map(({ name }) => name);
  });
}
