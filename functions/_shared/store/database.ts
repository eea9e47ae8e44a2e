import { Pool as NeonPool, neonConfig, types as neonTypes } from "@neondatabase/serverless";
import pg from "pg";
import WebSocket from "ws";

/** Anything that runs one SQL statement: the pool, or a transaction's connection. */
export interface Queryable {
  // biome-ignore lint/suspicious/noExplicitAny: a row's shape is known only to the query that asks for it
  query<Row = any>(sql: string, values?: unknown[]): Promise<{ rows: Row[]; rowCount: number | null }>;
}

/** A PostgreSQL database: single statements through the pool, or several in one transaction. */
export interface Database extends Queryable {
  /** Runs `work` in one transaction; anything thrown rolls it back and is thrown on. */
  transaction<Result>(work: (tx: Queryable) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

// A process that hangs, or is cut off, must not hold its user's row for as long as TCP takes to notice.
const begin =
  "begin; set local statement_timeout = '60s'; set local idle_in_transaction_session_timeout = '30s'";

/**
 * Milliseconds until a query is given up whose connection fell silent, as when a database moves to another machine:
 * longer than the server lets a statement of a transaction run.
 */
const longestSilence = 65_000;

// bigint ids and sequences stay far below 2^53; as numbers they are what the API's integers say.
pg.types.setTypeParser(20, Number);
neonTypes.setTypeParser(20, Number);

interface Options {
  /** Connections at most. (Default: 10) */
  max?: number;
  /** As which the server lists its connections. */
  name?: string;
  /** Milliseconds a query may take; 0 for as long as it wants. (Default: 65,000) */
  queryTimeout?: number;
}

/**
 * Opens the database that the URL names. A `*.neon.tech` host, or a `wsproxy=host:port/path` parameter,
 * is reached by Neon's driver over WebSockets; any other by `pg` over TCP.
 */
export function openDatabase(url: string, options: Options = {}): Database {
  const pool = openPool(new URL(url), options);
  // A connection that breaks is replaced by the pool, and whoever uses it is told by their query. Without listeners
  // it would end the process: the pool's hears of idle connections, the client's of those in a transaction.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return {
    query: (sql, values) => pool.query(sql, values as never) as never,
    close: () => pool.end(),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query(begin);
        const result = await work(client as never);
        await client.query("commit");
        return result;
      } catch (error) {
        // On a connection that fell silent it would only wait as long again.
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

/** What both drivers say when a query took longer than `query_timeout`. */
const silence = "Query read timeout";

const isSilence = (error: unknown): error is Error => error instanceof Error && error.message === silence;

/** Whether an error says that the database cannot be reached at this moment. */
export function isAway(error: unknown): boolean {
  const { code = "", message = "" } = (error ?? {}) as { code?: unknown; message?: string };
  // SQLSTATE class 08, connection, and 57P, operator intervention; what the drivers say themselves has no code.
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
    return new pg.Pool({ ...config, keepAlive: true, keepAliveInitialDelayMillis: 10_000 });
  neonConfig.webSocketConstructor = WebSocket;
  if (proxy) {
    neonConfig.wsProxy = (host, port) => `${proxy}?address=${host}:${port}`;
    neonConfig.useSecureWebSocket = false;
    neonConfig.pipelineConnect = false;
    neonConfig.pipelineTLS = false;
  }
  return new NeonPool(config) as unknown as pg.Pool;
}
