import assert from "node:assert/strict";
import type { Queryable } from "../../functions/_shared/store/database.ts";
import type { Person } from "./client.ts";
import { eventually } from "./eventually.ts";

/** Sends a file to be imported. */
export function upload(person: Person, type: string, body: string, headers: Record<string, string> = {}) {
  return person.call("POST", "/v1/import", { body, headers: { "content-type": type, ...headers } });
}

/** Waits until an import is finished or has failed, and returns its state. */
export function finished(person: Person, id: string, ms = 60_000) {
  return eventually(
    async () => {
      const { body } = await person.call("GET", `/v1/imports/${id}`);
      return body.status === "finished" || body.status === "failed" ? body : undefined;
    },
    { ms, what: "the end of the import" },
  );
}

/** Sends a file, and waits until the import is finished or has failed. */
export async function imported(person: Person, type: string, body: string) {
  const sent = await upload(person, type, body);
  assert.equal(sent.status, 202, JSON.stringify(sent.body));
  return finished(person, sent.body.import_id);
}

/** What the person exports, as text. */
export const file = async (person: Person, format: string): Promise<string> => {
  const { status, body } = await person.call("GET", `/v1/export?format=${format}`);
  assert.equal(status, 200);
  return typeof body === "string" ? body : JSON.stringify(body);
};

/** Counts the stored parts of the person's files. */
export async function partsOf(db: Queryable, person: Person): Promise<number> {
  const { rows } = await db.query(
    "select count(*) from import_parts where user_id = (select id from users where email = $1)",
    [person.email],
  );
  return rows[0].count;
}
