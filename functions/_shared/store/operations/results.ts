import type { OperationResult } from "../../contract/schemas.ts";
import type { Queryable } from "../database.ts";

/** The results of those of the operations that have ended. */
export async function findResults(db: Queryable, operationIds: string[]): Promise<OperationResult[]> {
  const { rows } = await db.query<{ result: OperationResult }>(
    "select result from operations where id = any($1) and result is not null",
    [operationIds],
  );
  return rows.map(({ result }) => result);
}
