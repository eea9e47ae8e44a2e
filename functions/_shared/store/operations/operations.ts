import type { OutgoingEvent } from "../../contract/envelope.ts";
import type { CommandCall, OperationResult } from "../../contract/schemas.ts";
import type { Database, Queryable } from "../database.ts";

/** An operation as it is remembered: how it ended, and what would take it back. */
export interface OperationRow {
  id: string;
  user_id: string;
  command: string;
  fingerprint: string;
  status: "accepted" | "succeeded" | "failed";
  result: OperationResult | null;
  /** Takes it back, against the version it left. */
  undo: CommandCall | null;
  created_at: Date;
}

/** What names an operation. */
type Identified = { id: string; userId: string; name: string; fingerprint: string };

/**
 * Locks the user for this transaction, which puts all of the user's operations in one order, and claims an operation.
 * `claimed` is false when it has ended before; a second delivery at the same moment waits here for the first to
 * commit. The user comes first: a row of an operation that waits for its turn would hold up whoever tells of it.
 * Undefined when the account is erased.
 */
export async function beginOperation(
  tx: Queryable,
  operation: Identified,
): Promise<{ seq: number; time_zone: string; claimed: boolean } | undefined> {
  const { rows } = await tx.query(
    `with owner as (select seq, time_zone from users where id = $2 for no key update),
       claimed as (
         insert into operations (id, user_id, command, fingerprint, status)
         select $1, $2, $3, $4, 'accepted' from owner
         on conflict (id) do update set command = excluded.command where operations.status = 'accepted' returning id
       )
     select seq, time_zone, exists (select from claimed) as claimed from owner`,
    [operation.id, operation.userId, operation.name, operation.fingerprint],
  );
  return rows[0];
}

/** Records how an operation ended, the user's sequence after it, and the events it causes. */
export async function endOperation(
  tx: Queryable,
  { id, userId }: Identified,
  end: { result: OperationResult; undo: CommandCall | null; seq: number; events: OutgoingEvent[] },
): Promise<void> {
  const { result, undo, seq, events } = end;
  await tx.query(
    `with counted as (update users set seq = $6 where id = $7 and seq <> $6),
       told as (
         insert into outbox (cause, topic, event)
         select $1, topic, event::jsonb from unnest($8::text[], $9::text[]) as e (topic, event)
       )
     update operations set status = $2, result = $3, undo = $4, task_id = $5, finished_at = now() where id = $1`,
    [
      id,
      result.status,
      JSON.stringify(result),
      undo && JSON.stringify(undo),
      result.task_data?.id ?? null,
      seq,
      userId,
      events.map(({ topic }) => topic),
      events.map(({ event }) => JSON.stringify(event)),
    ],
  );
}

/** One of the user's operations, or undefined. */
export async function findOperation(
  db: Queryable,
  userId: string,
  id: string,
): Promise<OperationRow | undefined> {
  const { rows } = await db.query<OperationRow>("select * from operations where id = $1 and user_id = $2", [
    id,
    userId,
  ]);
  return rows[0];
}

/**
 * Remembers that a command was accepted whose result was not waited for, so that it can be asked about. Rejects when a
 * function that has just begun with it does not end soon; it remembers the command itself.
 */
export async function rememberAccepted(
  db: Database,
  operation: Pick<OperationRow, "id" | "user_id" | "command" | "fingerprint">,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query("set local lock_timeout = '1s'");
    await tx.query(
      `insert into operations (id, user_id, command, fingerprint, status) values ($1, $2, $3, $4, 'accepted')
       on conflict (id) do nothing`,
      [operation.id, operation.user_id, operation.command, operation.fingerprint],
    );
  });
}
