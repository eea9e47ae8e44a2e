import type { Envelope } from "../../contract/envelope.ts";
import type { Queryable } from "../database.ts";

/** An event that could not be handled, as recorded by the function `dead-letter`. */
export interface DeadLetter {
  id: number;
  topic: string;
  reason: string;
  attempts: number;
  event: Envelope<{ operation_id?: string; more?: { operation_id: string }[] }>;
  received_at: Date;
  replayed_at: Date | null;
}

/** The dead letters that were not replayed, oldest first, at most 1,000. */
export async function listDeadLetters(db: Queryable): Promise<DeadLetter[]> {
  const { rows } = await db.query<DeadLetter>(
    "select * from dead_letters where replayed_at is null order by id limit 1000",
  );
  return rows;
}

/** The number of dead letters that were not replayed. */
export async function countDeadLetters(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    "select count(*) from dead_letters where replayed_at is null",
  );
  return rows[0]?.count ?? 0;
}

/** A dead letter, replayed or not. `id` may be any text. */
export async function findDeadLetter(db: Queryable, id: string): Promise<DeadLetter | undefined> {
  const { rows } = await db.query<DeadLetter>("select * from dead_letters where id::text = $1", [id]);
  return rows[0];
}

/** Ids of the dead letters that were not replayed, in the order of their arrival: all, or the one with this id. */
export async function waitingDeadLetters(db: Queryable, id: string | undefined): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select id from dead_letters where replayed_at is null and ($1::text is null or id::text = $1) order by id`,
    [id ?? null],
  );
  return rows.map((row) => row.id);
}

/**
 * Marks a dead letter as replayed and returns it, in the transaction that publishes it; undefined when it was replayed
 * meanwhile. Its failed command may run again, and earlier failures no longer count.
 */
export async function beginReplay(tx: Queryable, id: number): Promise<DeadLetter | undefined> {
  const { rows } = await tx.query<DeadLetter>(
    "update dead_letters set replayed_at = now() where id = $1 and replayed_at is null returning *",
    [id],
  );
  if (rows[0]) await forget(tx, rows[0].event);
  return rows[0];
}

async function forget(tx: Queryable, { id, data }: DeadLetter["event"]): Promise<void> {
  await tx.query("delete from failures where event_id = $1", [id]);
  await tx.query(
    "update deliveries set status = 'sending' where notification_id::text = $1 and status = 'failed'",
    [id],
  );
  await tx.query(
    `update imports set state = 'queued', problem = null, attempts = 0, claimed_until = now()
     where id::text = $1 and state = 'failed' and problem->>'code' = 'dead-lettered'`,
    [id],
  );
  if (!data?.operation_id) return;
  await tx.query(
    `update operations set status = 'accepted', result = null, undo = null, task_id = null, finished_at = null
     where id::text = any($1) and status = 'failed' and result->'problem'->>'code' = 'dead-lettered'`,
    [[data.operation_id, ...(data.more ?? []).map(({ operation_id }) => operation_id)]],
  );
}
