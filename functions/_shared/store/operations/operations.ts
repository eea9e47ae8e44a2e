import type { OutgoingEvent } from "../../contract/envelope.ts";
import type { Origin } from "../../contract/origin.ts";
import type { CommandCall, OperationResult } from "../../contract/schemas.ts";
import { countBytes, isFull } from "../accounts/room.ts";
import type { Database, Queryable } from "../database.ts";

/** A stored operation: its result, and the command that undoes it. */
export interface OperationRow {
  id: string;
  user_id: string;
  command: string;
  fingerprint: string;
  status: "accepted" | "succeeded" | "failed";
  result: OperationResult | null;
  /** The command that undoes it, for the version it left. */
  undo: CommandCall | null;
  /** Where it comes from, when an assistant requested it. */
  origin: Origin | null;
  created_at: Date;
}

/** What identifies an operation. */
type Identified = {
  id: string;
  userId: string;
  name: string;
  fingerprint: string;
  origin?: Origin | undefined;
};

/** What an operation needs of its user; `whole_day_time` is null until it is set. */
interface BegunUser {
  seq: number;
  time_zone: string;
  whole_day_time: string | null;
  full: boolean;
  claimed: boolean;
}

/**
 * Locks the user for this transaction, which orders all operations of the user, and claims an operation. `claimed` is
 * false when it ended before; a simultaneous second delivery waits here until the first one commits. The user is locked
 * first, as otherwise the row of a waiting operation would block queries of its state. `full`: the user has used up the
 * bytes. Undefined when the account was erased.
 */
export async function beginOperation(tx: Queryable, operation: Identified): Promise<BegunUser | undefined> {
  const { rows } = await tx.query(
    `with owner as (select seq, time_zone, settings->'notifications'->>'whole_day_time' as whole_day_time, ${isFull()} as "full" from users where id = $2 for no key update),
       claimed as (
         insert into operations (id, user_id, command, fingerprint, status, origin)
         select $1, $2, $3, $4, 'accepted', $5 from owner
         on conflict (id) do update set command = excluded.command where operations.status = 'accepted' returning id
       )
     select seq, time_zone, whole_day_time, "full", exists (select from claimed) as claimed from owner`,
    [operation.id, operation.userId, operation.name, operation.fingerprint, operation.origin ?? null],
  );
  return rows[0];
}

/** Records the result of an operation, the user's sequence after it, and its events; counts the bytes of all of them. */
export async function endOperation(
  tx: Queryable,
  { id, userId }: Identified,
  end: {
    result: OperationResult;
    undo: CommandCall | null;
    /** The operation that this one undid. */
    undoes?: string | undefined;
    seq: number;
    events: OutgoingEvent[];
  },
): Promise<void> {
  const { result, undo, undoes, seq, events } = end;
  const texts = [result, undo, ...events.map(({ event }) => event)].map((each) => JSON.stringify(each));
  const [resultText, undoText, ...eventTexts] = texts;
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  await tx.query(
    `with counted as (update users set seq = $6, ${countBytes("$11")} where id = $7),
       told as (
         insert into outbox (cause, topic, event)
         select $1, topic, event::jsonb from unnest($8::text[], $9::text[]) as e (topic, event)
       )
     update operations set status = $2, result = $3, undo = $4, task_id = $5, undoes = $10, finished_at = now() where id = $1`,
    [
      id,
      result.status,
      resultText,
      undo && undoText,
      result.task_data?.id ?? null,
      seq,
      userId,
      events.map(({ topic }) => topic),
      eventTexts,
      undoes ?? null,
      bytes,
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

// In the order of their changes, the latest first.
const undoable = `select * from operations
  where user_id = $1 and status = 'succeeded' and undo is not null and %
  order by (result->'task_data'->>'seq')::bigint desc limit 1000`;

/** Those of the user's operations that succeeded and can be undone, the latest first. */
export async function findOperations(db: Queryable, userId: string, ids: string[]): Promise<OperationRow[]> {
  const { rows } = await db.query<OperationRow>(undoable.replace("%", "id = any($2)"), [userId, ids]);
  return rows;
}

/** The operations of an assistant's turn that succeeded and can be undone, the latest first. */
export async function operationsOfTurn(
  db: Queryable,
  userId: string,
  turnId: string,
): Promise<OperationRow[]> {
  const where = "origin is not null and origin->>'turn_id' = $2";
  const { rows } = await db.query<OperationRow>(undoable.replace("%", where), [userId, turnId]);
  return rows;
}

/** An operation that made a version of a task, and the operation that it undid. */
export interface Made {
  id: string;
  version: number;
  undoes: string | null;
}

/** The operations that made the versions of a task after `version`; a version may have none, such as one made aside. */
export async function findMadeSince(
  db: Queryable,
  userId: string,
  taskId: number,
  version: number,
): Promise<Made[]> {
  const { rows } = await db.query<Made>(
    `select id, (result->'task_data'->>'version')::integer as version, undoes from operations
     where task_id = $2 and user_id = $1 and status = 'succeeded'
       and (result->'task_data'->>'version')::integer > $3`,
    [userId, taskId, version],
  );
  return rows;
}

/**
 * Stores an accepted command whose result nobody waits for, so that its state can be queried. Rejects when a function
 * has just begun the command and does not end soon; that function stores it itself.
 */
export async function recordAccepted(
  db: Database,
  operation: Pick<OperationRow, "id" | "user_id" | "command" | "fingerprint"> &
    Partial<Pick<OperationRow, "origin">>,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query("set local lock_timeout = '1s'");
    await tx.query(
      `insert into operations (id, user_id, command, fingerprint, status, origin)
       values ($1, $2, $3, $4, 'accepted', $5)
       on conflict (id) do nothing`,
      [operation.id, operation.user_id, operation.command, operation.fingerprint, operation.origin ?? null],
    );
  });
}
