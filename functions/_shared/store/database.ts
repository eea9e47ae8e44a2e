import { createHash } from "node:crypto";
import { Pool as NeonPool, neonConfig, types as neonTypes } from "@neondatabase/serverless";
import pg from "pg";
import WebSocket from "ws";

/** Runs one SQL statement: the pool, or the connection of a transaction. */
export interface Queryable {
  // biome-ignore lint/suspicious/noExplicitAny: a row's shape is known only to the query that asks for it
  query<Row = any>(sql: string, values?: unknown[]): Promise<{ rows: Row[]; rowCount: number | null }>;
}

/** The connection of a transaction. */
export interface Transaction extends Queryable {
  /** Sends the last statement of the transaction together with its commit; nothing may follow, and no result is read. */
  last(sql: string, values?: unknown[]): void;
}

/** A PostgreSQL database: single statements through the pool, or several in one transaction. */
export interface Database extends Queryable {
  /** Runs `work` in one transaction; an error rolls it back and is rethrown. */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Statements that each connection parses once, by their text. */
const names = new Map<string, string>();

/**
 * Has each connection parse a statement once, which costs more than running it; for fixed texts that name their columns,
 * as the columns of `*` may change while the process runs. Returns the text.
 */
export function prepared(sql: string): string {
  names.set(sql, createHash("sha1").update(sql).digest("base64url"));
  return sql;
}

/** The query in the form of the drivers. */
const statement = (text: string, values?: unknown[]): pg.QueryConfig => {
  const name = names.get(text);
  return { text, ...(values && { values }), ...(name && { name }) };
};

// A process that hangs or lost its network must not hold its user's lock until TCP notices.
const begin =
  "begin; set local statement_timeout = '60s'; set local idle_in_transaction_session_timeout = '30s'";

/**
 * Milliseconds after which a query on a silent connection fails, as when the database moves to another machine: longer
 * than the server's limit for a statement.
 */
const longestSilence = 65_000;

// bigint ids and sequences stay far below 2^53, so they are read as numbers, the integers of the API.
pg.types.setTypeParser(20, Number);
neonTypes.setTypeParser(20, Number);

interface Options {
  /** Most connections. (Default: 10) */
  max?: number;
  /** Name under which the server lists the connections. */
  name?: string;
  /** Milliseconds a query may take; 0: no limit. (Default: 65,000) */
  queryTimeout?: number;
}

/**
 * Opens the database of the URL. A `*.neon.tech` host, or a `wsproxy=host:port/path` parameter, uses Neon's driver over
 * WebSockets; any other host uses `pg` over TCP.
 */
export function openDatabase(url: string, options: Options = {}): Database {
  const pool = openPool(new URL(url), options);
  // The pool replaces a broken connection, and its query fails. Without these listeners the error would end the
  // process: the pool emits errors of idle connections, the client those of connections in a transaction.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return {
    // The caller names the row's type, which `pg` cannot check either.
    query: (sql, values) => pool.query(statement(sql, values) as never) as never,
    close: () => pool.end(),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        return await inTransaction(client, work);
      } catch (error) {
        // A rollback on a silent connection would wait as long again.
        if (isSilence(error)) broken = error;
        else
          await client.query("rollback").catch((cause: Error) => {
            broken = cause;
          });
        throw error;
      } finally {
        client.release(broken);
      }
    },
  };
}

/**
 * Sends `begin` together with the first statement, and the last one together with `commit`: a driver that cannot sends
 * them one after another. After a statement that fails, the server executes nothing more and turns `commit` into a
 * rollback.
 */
async function inTransaction<Result>(
  client: pg.PoolClient,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const sent: Promise<unknown>[] = [];
  const send = async (sql: string, values?: unknown[]) => {
    const query: Promise<unknown> = client.query(statement(sql, values));
    // It is awaited later, and may be rejected before.
    query.catch(() => undefined);
    sent.push(query);
    if (!pipelines(client)) await query;
  };
  await send(begin);
  const endings: [string, unknown[] | undefined][] = [];
  const result = await work({
    query: (sql, values) => client.query(statement(sql, values) as never) as never,
    last: (sql, values) => void endings.push([sql, values]),
  });
  for (const [sql, values] of endings) await send(sql, values);
  await send("commit");
  for (const each of sent) await each;
  return result;
}

const pipelines = (client: object): boolean => "pipeline" in client && client.pipeline === true;

/** The message of both drivers when a query exceeds `query_timeout`. */
const silence = "Query read timeout";

const isSilence = (error: unknown): error is Error => error instanceof Error && error.message === silence;

/** Whether an error means that the database is unreachable at the moment. */
export function isUnreachable(error: unknown): boolean {
  const { code = "", message = "" } = (error ?? {}) as { code?: unknown; message?: string };
  // SQLSTATE classes 08 (connection) and 57P (operator intervention); the drivers' own errors have no such code.
  if (/^(08...|57P..|ECONN[A-Z]+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/.test(String(code)))
    return true;
  return isSilence(error) || /^(Connection terminated|timeout exceeded when trying to connect)/.test(message);
}

function openPool(url: URL, { max = 10, name, queryTimeout = longestSilence }: Options): pg.Pool {
  const proxy = url.searchParams.get("wsproxy");
  url.searchParams.delete("wsproxy");
  const config = {
    connectionString: url.href,
    max,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    query_timeout: queryTimeout,
    ...(name && { application_name: name }),
  };
  if (!proxy && !url.hostname.endsWith(".neon.tech"))
    return new pg.Pool({ ...config, pipeline: true, keepAlive: true, keepAliveInitialDelayMillis: 10_000 });
  neonConfig.webSocketConstructor = WebSocket;
  if (proxy) {
    neonConfig.wsProxy = (host, port) => `${proxy}?address=${host}:${port}`;
    neonConfig.useSecureWebSocket = false;
    neonConfig.pipelineConnect = false;
    neonConfig.pipelineTLS = false;
  }
  // Neon's pool has the interface of `pg` but does not extend its class.
  return new NeonPool(config) as unknown as pg.Pool;
}
