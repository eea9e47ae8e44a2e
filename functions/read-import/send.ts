import type { OutgoingEvent } from "../_shared/contract/envelope.ts";
import type { Command } from "../_shared/contract/schemas.ts";
import { ownTaskId } from "../_shared/interchange/identity.ts";
import type { ImportEntry } from "../_shared/interchange/types.ts";
import { commandEvent, operationIdOf, publish } from "../_shared/operations/submit.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import {
  type KnownEntry,
  knownEntries,
  liveTasks,
  ownEntries,
  recordEntries,
} from "../_shared/store/imports/entries.ts";
import { advance, type Claimed } from "../_shared/store/imports/queue.ts";

/** Entries per batch, and so the most that are sent twice because of a kill. */
const batch = 200;
/** Limits of one event: its entries, and their bytes, far below what the broker takes. */
const eventEntries = 50;
const eventBytes = 200 * 1024;
/** Limit of how often one entry can have been imported and deleted again, or have failed. */
const mostGenerations = 50;

/** An entry with the key of its operation. */
interface Keyed {
  entry: ImportEntry;
  key: string;
}

/**
 * Sends a command for each entry whose task does not exist, from entry `from` on. An entry always gets the same operation:
 * sent again, after a kill or by the same file years later, it creates nothing. Operations are recorded before they
 * are sent, the progress afterwards. False when another process has continued; throws `unavailable` unless all were
 * sent.
 */
export async function sendEntries(
  deps: Deps,
  claimed: Claimed,
  entries: ImportEntry[],
  { from, signal }: { from: number; signal: AbortSignal },
): Promise<boolean> {
  for (let at = from; at < entries.length; at += batch) {
    signal.throwIfAborted();
    const some = entries.slice(at, at + batch);
    const missing = await missingEntries(deps, claimed, some);
    await send(deps, claimed, missing);
    const step = { from: at, to: at + some.length, already: some.length - missing.length };
    if (!(await advance(deps.db, claimed.id, step))) return false;
  }
  return true;
}

async function send(deps: Deps, { id, user_id }: Claimed, missing: Keyed[]): Promise<void> {
  if (missing.length === 0) return;
  const ids = missing.map(({ key }) => operationIdOf(user_id, key));
  await recordEntries(deps.db, { id, user_id }, ids);
  const common = { command: "import-task" as const, userId: user_id, actor: "import" as const };
  const each = missing.map(({ entry, key }) =>
    commandEvent(deps, { ...common, arguments: { task: entry.task }, key }, "read-import"),
  );
  await publish(deps, joined(each.map(({ event }) => event)));
}

/** Events of one entry each, joined to events of several. */
function joined(events: OutgoingEvent[]): OutgoingEvent[] {
  const groups: OutgoingEvent[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const each of events) {
    const more = Buffer.byteLength(JSON.stringify(each.event.data));
    if (bytes + more > eventBytes || (groups.at(-1)?.length ?? 0) >= eventEntries) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(each);
    bytes += more;
  }
  return groups.map(([first, ...rest]) => {
    const { topic, event } = first as OutgoingEvent;
    const more = rest.map(({ event: { data } }) => {
      const { operation_id, fingerprint, task } = data as Command<"import-task">;
      return { operation_id, fingerprint, task };
    });
    return {
      topic,
      event: { ...event, data: { ...(event.data as object), ...(more.length > 0 && { more }) } },
    };
  });
}

/**
 * The entries whose tasks do not exist, or were created by this import. If a task is in the trash or its operation failed,
 * the entry gets another operation, whose key contains the former.
 */
async function missingEntries(
  { db }: Deps,
  { id: importId, user_id: userId, format }: Claimed,
  entries: ImportEntry[],
): Promise<Keyed[]> {
  const own = await liveTasks(
    db,
    userId,
    entries.flatMap(({ key }) => ownTaskId(userId, key) ?? []),
  );
  const foreign = entries.filter(({ key }) => !own.has(ownTaskId(userId, key) ?? 0));
  const missing: Keyed[] = [];
  let open = foreign.map((entry) => ({ entry, key: `import/${format}/${entry.key}` }));
  for (let generation = 0; open.length > 0 && generation < mostGenerations; generation++) {
    const ids = open.map(({ key }) => operationIdOf(userId, key));
    const known = await knownEntries(db, userId, ids);
    const sentBefore = await ownEntries(db, importId, ids);
    const next: Keyed[] = [];
    for (const [i, keyed] of open.entries()) {
      const id = ids[i] as string;
      const found = known.get(id);
      if (sentBefore.has(id) || !found || found.status === "accepted") missing.push(keyed);
      else if (!isHere(found))
        next.push({ ...keyed, key: `import/${format}/${keyed.entry.key}/after/${id}` });
    }
    open = next;
  }
  return missing;
}

const isHere = ({ status, live }: KnownEntry): boolean => status === "succeeded" && live;
