import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { openDatabase, type Queryable } from "../../functions/_shared/store/database.ts";
import { runCommand, UserError } from "../command.ts";
import { commandLine } from "../command-line.ts";
import { type Counts, connection, countRows, countsFile } from "./backup.ts";

/** What must hold in any state of the database: a query for its violations, by what they mean. */
const invariants: Record<string, string> = {
  "tasks are newer than the sequence of their user":
    "select count(*) from tasks t join users u on u.id = t.user_id where t.seq > u.seq",
  // Each change raises the sequence, so there are at most as many new tasks as changes since they were counted.
  "users have more tasks than their count allows": `select count(*) from users u
    where (select count(*) from tasks t where t.user_id = u.id) > counted_tasks + seq - counted_seq`,
  "operations have ended without a result":
    "select count(*) from operations where (status <> 'accepted') <> (result is not null)",
  "an occurrence of a series exists twice": `select count(*) from (
      select from tasks where series_id is not null group by series_id, occurrence having count(*) > 1
    ) as twice`,
};

/**
 * Restores a dump into an empty database. Resolves to what is wrong with the result: tables whose number of rows differs
 * from the dump, and violated invariants; empty when it is sound. Throws when the database is not empty.
 */
export async function restore(folder: string, url: string): Promise<string[]> {
  const db = openDatabase(url, { max: 1, name: "restore", queryTimeout: 0 });
  try {
    if (Object.keys(await countRows(db)).length > 0)
      throw new UserError("The database has tables: name an empty one, so that nothing is overwritten.");
    const { PGDATABASE, ...rest } = connection(url);
    // Privileges are given by the next migration, to the roles of that cluster.
    const options = [
      "--no-owner",
      "--no-privileges",
      "--exit-on-error",
      "--jobs=2",
      `--dbname=${PGDATABASE}`,
    ];
    await commandLine("pg_restore", [...options, folder], { env: rest });
    await db.query("analyze");
    return [...(await differences(db, folder)), ...(await violations(db))];
  } finally {
    await db.close();
  }
}

async function differences(db: Queryable, folder: string): Promise<string[]> {
  const file = join(folder, countsFile);
  // The dumps of a cluster's job have no counts.
  if (!existsSync(file)) return [];
  const wanted: Counts = JSON.parse(readFileSync(file, "utf8"));
  const found = await countRows(db);
  return Object.entries(wanted)
    .filter(([table, count]) => found[table] !== count)
    .map(([table, count]) => `${table} has ${found[table] ?? "no"} rows of ${count}`);
}

async function violations(db: Queryable): Promise<string[]> {
  const wrong: string[] = [];
  for (const [meaning, sql] of Object.entries(invariants)) {
    const { rows } = await db.query<{ count: number }>(sql);
    if (rows[0]?.count) wrong.push(`${rows[0].count}: ${meaning}`);
  }
  return wrong;
}

/** `npm run restore -- <folder> <url>`: restores a dump into an empty database, checks it, and prints the seconds. */
if (argv[1] === import.meta.filename)
  await runCommand(async () => {
    const [folder, url] = argv.slice(2);
    if (!folder || !url) throw new UserError("Usage: npm run restore -- <folder> <url of an empty database>");
    const began = performance.now();
    const wrong = await restore(folder, url);
    console.log(`Restored in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
    if (wrong.length > 0)
      throw new UserError(`The result differs from what must be:\n  ${wrong.join("\n  ")}`);
    console.log("No difference from the dump.");
  });
