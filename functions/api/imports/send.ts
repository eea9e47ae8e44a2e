import { setImmediate } from "node:timers/promises";
import { ownTaskId } from "../../_shared/interchange/identity.ts";
import type { ImportEntry } from "../../_shared/interchange/types.ts";
import { operationIdOf, submitAll } from "../../_shared/operations/submit.ts";
import { type KnownEntry, knownEntries, liveTasks } from "../../_shared/store/imports/imports.ts";
import type { ApiDeps } from "../deps.ts";

/** Commands handed to the sidecar at a time. */
const batch = 200;
/** Times that one entry can have been imported and deleted again, or have failed. */
const mostGenerations = 50;

/** An entry with the key of the operation that shall bring it. */
interface Keyed {
  entry: ImportEntry;
  key: string;
}

/** What an import has sent, and how many of its entries were here before. */
export interface Sent {
  operationIds: string[];
  already: number;
}

/**
 * Sends one command for each entry whose task is not here. An entry stands for one operation, so sent again, after
 * an answer was lost or by the same file years later, it makes nothing new. Throws `unavailable` when not all could
 * be sent; repeating is safe.
 */
export async function sendEntries(
  deps: ApiDeps,
  userId: string,
  format: string,
  entries: ImportEntry[],
): Promise<Sent> {
  const missing = await missingEntries(deps, userId, format, entries);
  const operationIds: string[] = [];
  for (let at = 0; at < missing.length; at += batch) {
    const submissions = missing.slice(at, at + batch).map(({ entry, key }) => ({
      command: "import-task" as const,
      userId,
      actor: "import" as const,
      arguments: { task: entry.task },
      key,
    }));
    operationIds.push(...(await submitAll(deps, submissions)));
    await setImmediate();
  }
  return { operationIds, already: entries.length - missing.length };
}

/**
 * The entries whose tasks are not here. One whose task went to the trash, or whose operation failed, is sent anew,
 * under a key that names what became of it.
 */
async function missingEntries(
  deps: ApiDeps,
  userId: string,
  format: string,
  entries: ImportEntry[],
): Promise<Keyed[]> {
  const own = await liveTasks(
    deps.db,
    userId,
    entries.flatMap(({ key }) => ownTaskId(userId, key) ?? []),
  );
  const foreign = entries.filter(({ key }) => !own.has(ownTaskId(userId, key) ?? 0));
  const missing: Keyed[] = [];
  let open = foreign.map((entry) => ({ entry, key: `import/${format}/${entry.key}` }));
  for (let generation = 0; open.length > 0 && generation < mostGenerations; generation++) {
    const ids = open.map(({ key }) => operationIdOf(userId, key));
    const known = await knownEntries(deps.db, userId, ids);
    const next: Keyed[] = [];
    for (const [i, keyed] of open.entries()) {
      const id = ids[i] as string;
      const found = known.get(id);
      if (!found || found.status === "accepted") missing.push(keyed);
      else if (!isHere(found))
        next.push({ ...keyed, key: `import/${format}/${keyed.entry.key}/after/${id}` });
    }
    open = next;
  }
  return missing;
}

const isHere = ({ status, live }: KnownEntry): boolean => status === "succeeded" && live;
