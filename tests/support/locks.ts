import pg from "pg";

/** A connection to the database, which may stop meanwhile; no query waits for ever. */
export async function connected(databaseUrl: string): Promise<pg.Client> {
  const limits = { connectionTimeoutMillis: 3000, query_timeout: 60_000 };
  const client = new pg.Client({ connectionString: databaseUrl, ...limits });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** A connection that locks a user's row, like an operation, until its transaction or the connection ends. */
export async function holdingUser(databaseUrl: string, userId: string): Promise<pg.Client> {
  const client = await connected(databaseUrl);
  await client.query("begin");
  await client.query("select from users where id = $1 for no key update", [userId]);
  return client;
}

/** Whether a function waits for a lock. */
export async function isWaiting(databaseUrl: string, name: string): Promise<boolean> {
  const client = await connected(databaseUrl);
  const waiting = "application_name = $1 and wait_event_type = 'Lock'";
  try {
    return (await client.query(`select from pg_stat_activity where ${waiting}`, [name])).rowCount !== 0;
  } finally {
    await client.end();
  }
}
