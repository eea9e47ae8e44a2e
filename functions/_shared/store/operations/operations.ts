import type { OutgoingEvent } from "../../contract/envelope.ts";
import type { Origin } from "../../contract/origin.ts";
import type { CommandCall, OperationResult } from "../../contract/schemas.ts";
import { topics } from "../../contract/topics.ts";
import { countBytes, isFull } from "../accounts/room.ts";
import { type Database, prepared, type Queryable, type Transaction } from "../database.ts";

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

/**
 * A person's sequence and zone at the beginning of an operation; `claimed`: it has not ended before; `full`: the person
 * has used up the bytes; `whole_day_time`: null until it is set.
 */
export interface Begun {
  seq: number;
  time_zone: string;
  whole_day_time: string | null;
  full: boolean;
  claimed: boolean;
}

const beginSql = (locking: string) =>
  prepared(`with asked as (
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
       as a (id, user_id, command, fingerprint, origin)
   ), owner as (
     select id, seq, time_zone, settings->'notifications'->>'whole_day_time' as whole_day_time,
       ${isFull()} as "full" from users where id in (select user_id from asked) order by id ${locking}
   ), claimed as (
     insert into operations (id, user_id, command, fingerprint, status, origin)
     select a.id, a.user_id, a.command, a.fingerprint, 'accepted', a.origin::jsonb
     from asked a join owner on owner.id = a.user_id order by a.id
     on conflict (id) do update set command = excluded.command where operations.status = 'accepted' returning id
   )
   select a.id, owner.seq, owner.time_zone, owner.whole_day_time, owner."full", claimed.id is not null as claimed
   from asked a join owner on owner.id = a.user_id left join claimed on claimed.id = a.id`);
const waitingSql = beginSql("for no key update");
const skippingSql = beginSql("for no key update skip locked");

/**
 * Locks the users of operations for this transaction, which orders all operations of a user, and claims the operations.
 * `claimed` is false when one ended before; a simultaneous second delivery waits here until the first one commits. Users
 * are locked first, as otherwise the row of a waiting operation would block queries of its state. Undefined in place of
 * those whose account was erased; with `skip`, also of those whose user is locked at the moment.
 */
export async function beginOperations(
  tx: Queryable,
  operations: Identified[],
  { skip = false } = {},
): Promise<(Begun | undefined)[]> {
  const { rows } = await tx.query<Begun & { id: string }>(skip ? skippingSql : waitingSql, [
    operations.map(({ id }) => id),
    operations.map(({ userId }) => userId),
    operations.map(({ name }) => name),
    operations.map(({ fingerprint }) => fingerprint),
    operations.map(({ origin }) => (origin ? JSON.stringify(origin) : null)),
  ]);
  const begun = new Map(rows.map(({ id, ...row }) => [id, row]));
  return operations.map(({ id }) => begun.get(id));
}

/** How an operation ended. */
export interface Ended {
  operation: Identified;
  result: OperationResult;
  undo: CommandCall | null;
  /** The operation that this one undid. */
  undoes?: string | undefined;
  /** The user's sequence after it. */
  seq: number;
  events: OutgoingEvent[];
}

const endSql = prepared(
  `with ended as (
     select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::uuid[],
       $9::bigint[]) as e (id, user_id, seq, status, result, undo, task_id, undoes, bytes)
   ), counted as (
     update users set seq = e.seq, ${countBytes("e.bytes")} from (
       select user_id, max(seq) as seq, sum(bytes) as bytes from ended group by user_id
     ) e where users.id = e.user_id
   ), told as (
     insert into outbox (cause, topic, event)
     select cause, topic, event::jsonb from unnest($10::uuid[], $11::text[], $12::text[]) as e (cause, topic, event)
   )
   update operations set status = e.status, result = e.result::jsonb, undo = e.undo::jsonb, task_id = e.task_id,
     undoes = e.undoes, finished_at = now()
   from ended e where operations.id = e.id`,
);

/**
 * Records the results of operations, the users' sequences after them, and their events, and counts the bytes of all of
 * them: the end of the transaction.
 */
export function endOperations(tx: Transaction, all: Ended[]): void {
  const rows = all.map((ended) => ({ ...ended, ...textsOf(ended) }));
  const events = rows.flatMap(({ operation, events, eventTexts }) =>
    events.map(({ topic }, index) => ({ cause: operation.id, topic, event: eventTexts[index] })),
  );
  tx.last(endSql, [
    rows.map(({ operation }) => operation.id),
    rows.map(({ operation }) => operation.userId),
    rows.map(({ seq }) => seq),
    rows.map(({ result }) => result.status),
    rows.map(({ resultText }) => resultText),
    rows.map(({ undoText }) => undoText),
    rows.map(({ result }) => result.task_data?.id ?? null),
    rows.map(({ undoes }) => undoes ?? null),
    rows.map(({ bytes }) => bytes),
    events.map(({ cause }) => cause),
    events.map(({ topic }) => topic),
    events.map(({ event }) => event),
  ]);
}

/** The JSON of what an operation leaves, and its bytes. What `task-events` carries is kept twice: as row and as trail. */
function textsOf({ result, undo, events }: Ended) {
  const resultText = JSON.stringify(result);
  const undoText = undo && JSON.stringify(undo);
  const eventTexts = events.map(({ event }) => JSON.stringify(event));
  const rowTexts = eventTexts.filter((_, index) => events[index]?.topic === topics.taskEvents);
  const bytes = [resultText, undoText ?? "", ...eventTexts, ...rowTexts].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    0,
  );
  return { resultText, undoText, eventTexts, bytes };
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
