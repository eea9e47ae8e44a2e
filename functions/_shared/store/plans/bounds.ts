import type { Queryable } from "../database.ts";

/** A change that an assistant makes by itself. */
export interface CountedChange {
  userId: string;
  holder: string;
  operationId: string;
  kind: "create" | "change";
  /** The turn, if the caller knows it; else changes of a holder that follow each other closely share one. */
  turnId?: string | undefined;
  /** For a turn that begins now. */
  newTurnId: string;
  now: Date;
  /** Most changes of this kind in a turn. */
  most: number;
}

/** Seconds after which the next change of a token begins another turn. */
const pause = 120;

/**
 * Counts a change in its turn. `within` is false when the turn has had its share; a change that was counted before is
 * within, and not counted again. Concurrent changes of one holder wait for each other. Undefined without the user.
 */
export async function countChange(
  tx: Queryable,
  change: CountedChange,
): Promise<{ turnId: string; within: boolean } | undefined> {
  const { userId, holder, operationId, kind, now } = change;
  const turn = change.turnId ?? holder;
  await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 10))", [`${userId} ${turn}`]);
  const known = await tx.query<{ turn_id: string; kind: string }>(
    "select turn_id, kind from assistant_changes where operation_id = $1 and user_id = $2",
    [operationId, userId],
  );
  // A key that was counted for another kind admits nothing.
  if (known.rows[0]) return { turnId: known.rows[0].turn_id, within: known.rows[0].kind === kind };
  const turnId = change.turnId ?? (await currentTurn(tx, change)) ?? change.newTurnId;
  const { rows } = await tx.query<{ counted: number; exists: boolean }>(
    `select (select count(*) from assistant_changes where user_id = $1 and turn_id = $2 and kind = $3) as counted,
       exists (select from users where id = $1) as exists`,
    [userId, turnId, kind],
  );
  if (!rows[0]?.exists) return undefined;
  if (rows[0].counted >= change.most) return { turnId, within: false };
  await tx.query(
    "insert into assistant_changes (operation_id, user_id, holder, turn_id, kind, at) values ($1, $2, $3, $4, $5, $6)",
    [operationId, userId, holder, turnId, kind, now],
  );
  return { turnId, within: true };
}

/** Those of the operations that an assistant made by itself: what a person confirmed is not among them. */
export async function countedAmong(
  db: Queryable,
  userId: string,
  operationIds: string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ operation_id: string }>(
    "select operation_id from assistant_changes where user_id = $1 and operation_id = any($2)",
    [userId, operationIds],
  );
  return new Set(rows.map(({ operation_id }) => operation_id));
}

/** The turn of the holder's last change, unless it was too long ago. */
export async function currentTurn(
  tx: Queryable,
  { userId, holder, now }: Pick<CountedChange, "userId" | "holder" | "now">,
): Promise<string | undefined> {
  const { rows } = await tx.query<{ turn_id: string }>(
    `select turn_id from assistant_changes
     where user_id = $1 and holder = $2 and at > $3::timestamptz - make_interval(secs => $4)
     order by at desc limit 1`,
    [userId, holder, now, pause],
  );
  return rows[0]?.turn_id;
}
