import type { Changes } from "../../contract/api/tasks.ts";
import type { Queryable } from "../database.ts";
import { taskBytes, withinBytes } from "../pages.ts";
import { taskColumns, toTask } from "./tasks.ts";

const after = "select * from tasks where user_id = $1 and seq > $2 order by seq limit $3";
const page = withinBytes(after, { order: "seq", bytes: taskBytes });
// One statement, so that tasks and last purge are of one instant: a purge in between would be passed over.
const pageSql = `select purged.purged_seq, page.* from (select purged_seq from users where id = $1) purged
  left join (select ${taskColumns}, found from ${page} page) page on true order by page.seq`;

/**
 * Reads the changes after a sequence number. Operations of one user commit in the order of their numbers, so nothing
 * can appear before a cursor later. Undefined for a cursor from before a purge, unless `epoch` shows that the walk
 * began after the purge.
 */
export async function changesSince(
  db: Queryable,
  userId: string,
  since: number,
  limit: number,
  epoch = 0,
): Promise<Changes | undefined> {
  const { rows } = await db.query(pageSql, [userId, since, limit + 1]);
  const purged: number = rows[0]?.purged_seq ?? 0;
  if (since > 0 && since < purged && epoch < purged) return undefined;
  const tasks = rows.filter(({ id }) => id !== null).slice(0, limit);
  const results = tasks.map(({ found: _, purged_seq: __, ...row }) => toTask(row));
  const last = results.at(-1)?.seq ?? since;
  const has_more = (rows[0]?.found ?? 0) > results.length;
  // At the end of a walk the cursor moves past the last purge, which has a lower number than any change to come.
  return { results, next_cursor: has_more ? last : Math.max(last, purged), has_more, epoch: purged };
}

/** The number of the user's last change. */
export async function currentSequence(db: Queryable, userId: string): Promise<number> {
  const { rows } = await db.query<{ seq: number }>("select seq from users where id = $1", [userId]);
  return rows[0]?.seq ?? 0;
}
