import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, env } from "node:process";
import { openDatabase, type Queryable } from "../../functions/_shared/store/database.ts";
import { runCommand, UserError } from "../command.ts";
import { commandLine } from "../command-line.ts";

/** The number of rows of each table, by `schema.table`. */
export type Counts = Record<string, number>;

/** File of a dump that has the counts of its tables. */
export const countsFile = "counts.json";

/** Counts the rows of all tables. */
export async function countRows(db: Queryable): Promise<Counts> {
  const { rows } = await db.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const counts: Counts = {};
  for (const { name } of rows) {
    const { rows: counted } = await db.query<{ count: number }>(`select count(*) from ${name}`);
    counts[name] = counted[0]?.count ?? 0;
  }
  return counts;
}

/**
 * Dumps a database into a new folder, together with the number of rows of each table in the same snapshot. The address
 * must be that of the server itself, not of a pooler, and `pg_dump` must be as new as the server. Resolves to the counts.
 */
export async function backUp(url: string, folder: string): Promise<Counts> {
  if (existsSync(folder)) throw new UserError(`${folder} exists: name a folder that does not.`);
  const db = openDatabase(url, { max: 1, name: "backup", queryTimeout: 0 });
  try {
    return await db.transaction(async (tx) => {
      // A dump of a large database takes longer than a transaction of a function may.
      await tx.query("set transaction isolation level repeatable read, read only");
      await tx.query("set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0");
      const { rows } = await tx.query<{ snapshot: string }>("select pg_export_snapshot() as snapshot");
      const snapshot = `--snapshot=${rows[0]?.snapshot}`;
      // The address in the environment: arguments are visible to every process.
      const options = ["--format=directory", "--jobs=2", "--no-owner", snapshot, `--file=${folder}`];
      await commandLine("pg_dump", options, { env: connection(url) });
      const counts = await countRows(tx);
      writeFileSync(join(folder, countsFile), JSON.stringify(counts, null, 2));
      return counts;
    });
  } finally {
    await db.close();
  }
}

/** The variables by which PostgreSQL's programs connect. */
export function connection(url: string): NodeJS.ProcessEnv {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const sslmode = searchParams.get("sslmode");
  return {
    ...env,
    PGHOST: hostname,
    PGPORT: port || "5432",
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    ...(sslmode && { PGSSLMODE: sslmode }),
  };
}

/** `npm run backup -- <folder>`: dumps the database of DATABASE_URL. */
if (argv[1] === import.meta.filename)
  await runCommand(async () => {
    const [folder] = argv.slice(2);
    const { DATABASE_URL } = env;
    if (!folder || !DATABASE_URL) throw new UserError("Usage: DATABASE_URL=… npm run backup -- <folder>");
    const began = performance.now();
    const counts = await backUp(DATABASE_URL, folder);
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    console.log(
      `Dumped ${rows} rows into ${folder} in ${((performance.now() - began) / 1000).toFixed(1)} s.`,
    );
  });
