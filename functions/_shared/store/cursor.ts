import * as z from "zod";
import { Text } from "../domain/task/task.ts";

/**
 * Types of the values in a cursor, in the text form that PostgreSQL writes and always accepts: a forged cursor must not
 * make a cast fail.
 */
export const cursorTypes = {
  id: z.int().min(0),
  uuid: z.uuid(),
  /** Text of any length, since the length of the whole cursor is limited. */
  text: Text,
  smallint: z.string().regex(/^\d{1,4}$/),
  /** A rank between 0 and 1. */
  float8: z.string().regex(/^\d(\.\d{1,40})?(e-\d{1,2})?$/),
  /** In UTC, without the zone. */
  timestamp: z.string().refine(isTimestamp),
};

const Raw = z.tuple([z.string(), z.array(z.unknown())]);

/** A cursor to the rows after these sort values; opaque to clients. */
export function encodeCursor(list: string, place: (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, place])).toString("base64url");
}

/** The values given to `encodeCursor`; undefined for anything else, including another list's cursor. */
export function decodeCursor<Place extends z.ZodType>(
  list: string,
  place: Place,
  cursor: string,
): z.output<Place> | undefined {
  try {
    const [madeFor, values] = Raw.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return madeFor === list ? place.parse(values) : undefined;
  } catch {
    return undefined;
  }
}

function isTimestamp(text: string): boolean {
  if (/^-?infinity$/.test(text)) return true;
  return (
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/.test(text) &&
    !text.startsWith("0000") &&
    z.iso.datetime({ local: true }).safeParse(text.replace(" ", "T")).success
  );
}
