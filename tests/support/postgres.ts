import { mkdirSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import type { migrate as Migrate } from "../../functions/_shared/store/migrations/migrate.ts";
import { build } from "../../tools/build/bundles.ts";
import { repository } from "../../tools/command.ts";
import { claimState } from "../../tools/local/claim.ts";
import { dapr } from "../../tools/local/parts/dapr.ts";
import { database } from "../../tools/local/parts/postgres.ts";
import { rememberedPorts } from "../../tools/local/ports.ts";
import { loadSecrets } from "../../tools/local/secrets.ts";
import { createSupervisor } from "../../tools/local/supervisor.ts";
import { stateOf } from "./world.ts";

/** Name of the migrated database that others are cloned from. */
const template = "taskwake_template";

/**
 * Starts a PostgreSQL for tests, passes `work` the URL of a migrated database to clone, and always stops it. Dapr is
 * installed meanwhile, since some tests start a sidecar of their own.
 */
export async function withPostgres<Result>(
  name: string,
  work: (templateUrl: string) => Promise<Result>,
): Promise<Result> {
  const stateDir = stateOf(name);
  mkdirSync(stateDir, { recursive: true });
  const supervisor = createSupervisor(stateDir, await claimState(stateDir));
  try {
    const { databasePassword } = await loadSecrets(stateDir);
    const ports = rememberedPorts(stateDir);
    const { url, spec } = await database(stateDir, ports, databasePassword, supervisor.run);
    if (spec) await supervisor.launch(spec).waitRunning({ timeoutMs: 180_000 });
    await dapr(supervisor.run, (detail) => console.log(`# Dapr: ${detail}`));
    return await work(await migrated(url, join(stateDir, "dist")));
  } finally {
    await supervisor.stop();
  }
}

async function migrated(serverUrl: string, outdir: string): Promise<string> {
  const url = Object.assign(new URL(serverUrl), { pathname: `/${template}` }).href;
  await statements(serverUrl, `drop database if exists ${template}`, `create database ${template}`);
  // Only a bundler can import SQL files.
  const schema = join(repository, "functions", "_shared", "store", "migrations", "migrate.ts");
  await build({ functions: [], outdir, others: { schema } });
  const { migrate }: { migrate: typeof Migrate } = await import(join(outdir, "schema", "index.js"));
  const db = openDatabase(url, { max: 1 });
  await migrate(db).finally(() => db.close());
  return url;
}

/** Clones a database from the template; resolves to its URL and a function that drops it. */
export async function cloned(templateUrl: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${process.pid}_${Date.now().toString(36)}`;
  const server = Object.assign(new URL(templateUrl), { pathname: "/postgres" }).href;
  await statements(server, `create database ${name} template ${template}`);
  return {
    url: Object.assign(new URL(templateUrl), { pathname: `/${name}` }).href,
    drop: () => statements(server, `drop database ${name} with (force)`),
  };
}

async function statements(url: string, ...all: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const sql of all) await client.query(sql);
  } finally {
    await client.end();
  }
}
