import type { Database, Queryable } from "../database.ts";
import { migrations } from "./all.ts";
import grants from "./grants.sql";

const lock = 7_245_901;

/** Updates the schema and returns the names of the migrations it ran. Safe to run concurrently. */
export async function migrate(db: Database): Promise<string[]> {
  await locked(db, (tx) =>
    tx.query(
      "create table if not exists migrations (id int primary key, name text, at timestamptz default now())",
    ),
  );
  const ran: string[] = [];
  // Each in its own transaction, so that its locks are released before the next begins.
  for (const migration of migrations)
    if (await locked(db, (tx) => run(tx, migration))) ran.push(migration.name);
  await locked(db, (tx) => tx.query(grants));
  return ran;
}

const locked = <Result>(db: Database, work: (tx: Queryable) => Promise<Result>): Promise<Result> =>
  db.transaction(async (tx) => {
    // A large table may need much time, and another process may be migrating at this moment.
    await tx.query("set local statement_timeout = 0");
    await tx.query("select pg_advisory_xact_lock($1)", [lock]);
    return work(tx);
  });

/** Runs a migration unless it ran before. */
async function run(tx: Queryable, { id, name, sql }: (typeof migrations)[number]): Promise<boolean> {
  const { rowCount } = await tx.query(
    "insert into migrations (id, name) values ($1, $2) on conflict do nothing",
    [id, name],
  );
  if (rowCount === 1) await tx.query(sql);
  return rowCount === 1;
}
