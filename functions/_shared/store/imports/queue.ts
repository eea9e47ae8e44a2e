import type { OutgoingEvent } from "../../contract/envelope.ts";
import type { Problem } from "../../contract/problems.ts";
import type { Queryable } from "../database.ts";
import { writeOutbox } from "../operations/outbox.ts";

/** States of an import that is neither finished nor failed. */
const unfinished = "('queued', 'reading', 'sending')";

/** What the reader needs, besides the bytes, to get the same entries each time. */
export interface FileContent {
  content_type: string;
  /** Name of the file, or undefined. */
  source?: string | undefined;
  /** The person's zone at the time of the upload. */
  zone: string;
}

/** An import whose file was uploaded. */
export interface Uploaded {
  id: string;
  user_id: string;
  format: string;
  file: string;
  content: FileContent;
}

/** Numbers of a person's imports that are kept, and of those that are not finished. */
export interface Bounds {
  kept: number;
  waiting: number;
}

/**
 * Queues an upload and its event in one transaction. `known`: it is queued already; `full` and `busy`: `bounds` are
 * reached; `nobody`: the account was erased.
 */
export async function queueImport(
  tx: Queryable,
  { id, user_id, format, file, content }: Uploaded,
  event: OutgoingEvent,
  bounds: Bounds,
): Promise<"queued" | "known" | "full" | "busy" | "nobody"> {
  // Serialises concurrent uploads of one person, so that each counts the others.
  const owner = await tx.query("select from users where id = $1 for no key update", [user_id]);
  if (owner.rowCount !== 1) return "nobody";
  const known = await tx.query("select from imports where id = $1", [id]);
  if (known.rowCount === 1) return "known";
  const { kept, waiting } = await countImports(tx, user_id);
  if (kept >= bounds.kept) return "full";
  if (waiting >= bounds.waiting) return "busy";
  await tx.query(
    `insert into imports (id, user_id, format, file, content, state, report) values ($1, $2, $3, $4, $5, 'queued', '[]')`,
    [id, user_id, format, file, JSON.stringify(content)],
  );
  await writeOutbox(tx, [{ cause: id, events: [event] }]);
  return "queued";
}

/** Counts the imports of the user that are kept, and those of them that are not finished. */
export async function countImports(db: Queryable, userId: string): Promise<Bounds> {
  const { rows } = await db.query<Bounds>(
    `select count(*) as kept, count(*) filter (where state in ${unfinished}) as waiting
     from imports where user_id = $1`,
    [userId],
  );
  return rows[0] ?? { kept: 0, waiting: 0 };
}

/** An import that is claimed. */
export interface Claimed extends Uploaded {
  created_at: Date;
  /** Attempts without any progress, including this one. */
  attempts: number;
  /** Entries of its file, if it was read before; how many of them are done. */
  total: number;
  sent: number;
}

/** Seconds until a claim expires, unless it is renewed. */
const lease = 15;

/** Whether an import has still to be read or sent. */
export async function isUnfinished(db: Queryable, id: string): Promise<boolean> {
  // The lock waits for a replay that has published the event and is about to commit the state.
  const { rows } = await db.query<{ unfinished: boolean }>(
    `select state in ${unfinished} as unfinished from imports where id = $1 for share`,
    [id],
  );
  return rows[0]?.unfinished ?? false;
}

/**
 * Claims an import for some seconds. Undefined when it is finished, when another process has claimed it, and while an
 * earlier import of the same person is not finished.
 */
export async function claimImport(db: Queryable, id: string): Promise<Claimed | undefined> {
  const { rows } = await db.query<Claimed>(
    `update imports i set attempts = attempts + 1, claimed_until = now() + make_interval(secs => $2),
       state = case state when 'queued' then 'reading' else state end
     where id = $1 and state in ${unfinished} and claimed_until <= now() and not exists (
       select from imports before where before.user_id = i.user_id and before.state in ${unfinished}
         and (before.created_at, before.id) < (i.created_at, i.id))
     returning id, user_id, format, file, content, created_at, attempts, total, sent`,
    [id, lease],
  );
  return rows[0];
}

/** Renews a claim, and records the progress of reading. */
export async function renewClaim(
  db: Queryable,
  id: string,
  progress?: { read: number; total: number },
): Promise<void> {
  await db.query(
    `update imports set claimed_until = now() + make_interval(secs => $2),
       read = case state when 'reading' then coalesce($3, read) else read end,
       total = case state when 'reading' then coalesce($4, total) else total end
     where id = $1`,
    [id, lease, progress?.read ?? null, progress?.total ?? null],
  );
}

/** Releases a claim without counting the attempt, so that another process can continue at once. */
export async function releaseClaim(db: Queryable, id: string): Promise<void> {
  await db.query(
    "update imports set claimed_until = now(), attempts = greatest(attempts - 1, 0) where id = $1",
    [id],
  );
}

/** Records what was read, and returns the entry to continue from: the first one if the number of entries has changed. */
export async function beginSending(
  db: Queryable,
  id: string,
  { total, report }: { total: number; report: unknown },
): Promise<number> {
  const { rows } = await db.query<{ sent: number }>(
    `update imports set state = 'sending', total = $2, read = $2, report = $3, attempts = 0,
       sent = case when state = 'sending' and total = $2 then sent else 0 end,
       already = case when state = 'sending' and total = $2 then already else 0 end
     where id = $1 and state in ('reading', 'sending') returning sent`,
    [id, total, JSON.stringify(report)],
  );
  return rows[0]?.sent ?? total;
}

/** Records that the entries `from` to `to` are done; false when another process has done so. */
export async function advance(
  db: Queryable,
  id: string,
  { from, to, already }: { from: number; to: number; already: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update imports set sent = $3, already = already + $4, attempts = 0
     where id = $1 and sent = $2 and state = 'sending'`,
    [id, from, to, already],
  );
  return rowCount === 1;
}

/** Finishes an import whose entries are all sent, and removes its file. */
export async function endImport(db: Queryable, id: string): Promise<void> {
  await withoutFile(
    db,
    "update imports set state = 'sent' where id = $1 and state = 'sending' returning file",
    [id],
  );
}

/** Ends an import as failed, and removes its file. */
export async function failImport(db: Queryable, id: string, problem: Problem): Promise<void> {
  await withoutFile(db, `${failed} returning file`, [id, JSON.stringify(problem)]);
}

/** Ends an import as failed because its event became a dead letter; its file stays, since that can be replayed. */
export async function suspendImport(db: Queryable, id: string, problem: Problem): Promise<void> {
  // The id of an invalid event may be any text.
  await db.query(failed.replace("id =", "id::text ="), [id, JSON.stringify(problem)]);
}

const failed = `update imports set state = 'failed', problem = $2
  where id = $1 and state in ${unfinished}`;

async function withoutFile(db: Queryable, ending: string, values: unknown[]): Promise<void> {
  await db.query(
    `with ended as (${ending}) delete from import_parts where file in (select file from ended)`,
    values,
  );
}
