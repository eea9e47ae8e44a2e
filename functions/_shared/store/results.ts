import type { OperationResult } from "../events/schemas.ts";
import type { Queryable } from "./database.ts";

/** How an operation ended, where the operation itself wrote it; undefined while it has not. */
export async function findResult(db: Queryable, operationId: string): Promise<OperationResult | undefined> {
  const { rows } = await db.query<{ result: OperationResult }>(
    "select result from operations where id = $1 and result is not null",
    [operationId],
  );
  return rows[0]?.result;
}
