import type { OperationResult } from "../events/schemas.ts";
import type { Queryable } from "./database.ts";

/** An operation as it is remembered: how it ended, and what would take it back. */
export interface OperationRow {
  id: string;
  user_id: string;
  command: string;
  fingerprint: string;
  status: "accepted" | "succeeded" | "failed";
  result: OperationResult | null;
  undo: Undo | null;
  created_at: Date;
}

/** The command that takes an operation back, against the version the operation left. */
export interface Undo {
  command: string;
  arguments: Record<string, unknown>;
}

/**
 * Claims an operation for this transaction. False when it has ended before; a second delivery at the
 * same moment waits here for the first to commit.
 */
export async function claimOperation(
  tx: Queryable,
  operation: Pick<OperationRow, "id" | "user_id" | "command" | "fingerprint">,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into operations (id, user_id, command, fingerprint, status) values ($1, $2, $3, $4, 'accepted')
     on conflict (id) do update set command = excluded.command where operations.status = 'accepted'`,
    [operation.id, operation.user_id, operation.command, operation.fingerprint],
  );
  return rowCount === 1;
}

/** Records how an operation ended. */
export async function finishOperation(
  tx: Queryable,
  result: OperationResult,
  undo: Undo | null,
): Promise<void> {
  await tx.query(
    `update operations set status = $2, result = $3, undo = $4, task_id = $5, finished_at = now() where id = $1`,
    [
      result.operation_id,
      result.status,
      JSON.stringify(result),
      undo && JSON.stringify(undo),
      result.task_data?.id ?? null,
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

/** Remembers that a command was accepted whose result was not waited for, so that it can be asked about. */
export async function rememberAccepted(
  db: Queryable,
  operation: Pick<OperationRow, "id" | "user_id" | "command" | "fingerprint">,
): Promise<void> {
  await db.query(
    `insert into operations (id, user_id, command, fingerprint, status) values ($1, $2, $3, $4, 'accepted')
     on conflict (id) do nothing`,
    [operation.id, operation.user_id, operation.command, operation.fingerprint],
  );
}
