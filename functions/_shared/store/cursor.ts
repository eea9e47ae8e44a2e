import * as z from "zod";
import { problems } from "../errors.ts";

const Cursor = z.tuple([z.string(), z.union([z.string(), z.number()]), z.number()]);

/** A cursor that goes on after the row with this sort value and id; opaque to clients. */
export function encodeCursor(sort: string, value: string | number, id: number): string {
  return Buffer.from(JSON.stringify([sort, value, id])).toString("base64url");
}

/** What `encodeCursor` was given. Throws the problem `invalid` for anything else, another list's cursor included. */
export function decodeCursor(sort: string, cursor: string): { value: string | number; id: number } {
  try {
    const [madeFor, value, id] = Cursor.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    if (madeFor === sort) return { value, id };
  } catch {
    // said below
  }
  throw problems.invalid("This cursor does not belong to this list.", {
    errors: [{ path: "query.cursor", message: "does not belong to this list" }],
  });
}
