import { SpanKind } from "@opentelemetry/api";
import { newId } from "../domain/ids.ts";
import { type Database, openDatabase } from "../store/database.ts";
import type { Config } from "./config.ts";
import { openSidecar, type Sidecar } from "./sidecar.ts";
import { traced } from "./tracing/tracing.ts";

/** What a handler works with; passed by closure, so that nothing uses a global. */
export interface Deps<Settings = Config> {
  config: Settings & Config;
  db: Database;
  sidecar: Sidecar;
  now: () => Date;
  newId: () => string;
}

/** Opens the dependencies of the configuration. Each connects at its first use. */
export function openDeps<Settings extends Config>(config: Settings): Deps<Settings> {
  return {
    config,
    db: withSpans(openDatabase(config.DATABASE_URL, { max: config.DATABASE_POOL, name: config.APP_ID })),
    sidecar: openSidecar(config),
    now: () => new Date(),
    newId,
  };
}

const withSpans = (db: Database): Database => ({
  ...db,
  transaction: (work) =>
    traced("transaction", { kind: SpanKind.CLIENT, attributes: { "db.system.name": "postgresql" } }, () =>
      db.transaction(work),
    ),
});
