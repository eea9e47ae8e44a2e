import { countBytes } from "../accounts/room.ts";
import type { Queryable } from "../database.ts";

/** Stores one part of an uploaded file, and counts its bytes, whatever becomes of the file. Parts are counted from 0. */
export async function addPart(
  db: Queryable,
  { file, userId }: { file: string; userId: string },
  part: number,
  bytes: Uint8Array,
): Promise<void> {
  await db.query(
    `with counted as (update users set ${countBytes("$5")} where id = $3)
     insert into import_parts (file, part, user_id, bytes) values ($1, $2, $3, $4)`,
    [file, part, userId, bytes, bytes.length],
  );
}

/** The bytes of a file, in a buffer of their own. */
export async function readFile(db: Queryable, file: string): Promise<ArrayBuffer> {
  const { rows } = await db.query<{ bytes: Buffer }>(
    "select bytes from import_parts where file = $1 order by part",
    [file],
  );
  const whole = new Uint8Array(rows.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let at = 0;
  for (const { bytes } of rows) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole.buffer;
}

/** Removes a file. */
export async function removeFile(db: Queryable, file: string): Promise<void> {
  await db.query("delete from import_parts where file = $1", [file]);
}

/** Counts the user's files: those that are not read yet, and those whose upload began in the last ten minutes. */
export async function countFiles(db: Queryable, userId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(distinct file) from import_parts p
     where user_id = $1 and (created_at > now() - interval '10 minutes'
       or exists (select from imports i where i.user_id = $1 and i.file = p.file and i.state <> 'failed'))`,
    [userId],
  );
  return rows[0]?.count ?? 0;
}
