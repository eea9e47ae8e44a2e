import * as z from "zod";

/** Schemas shared by requests and answers. */

/** Id of a task in a path. */
export const TaskId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
/** Opaque position in a list, as returned in `next_cursor`. The longest cursors contain a title. */
export const Cursor = z.string().max(4000);
/** E-mail address of an account. */
// As browsers check it: they send a domain in other scripts in its ASCII form, which ends in xn--….
export const Email = z.email({ pattern: z.regexes.html5Email }).max(254);
/** A password that may be chosen. */
export const Password = z.string().min(10).max(200);
/** Rows per page. */
export const Limit = z.coerce.number().int().min(1).max(200).default(50);

/** A list that is returned whole. */
export const list = <Item extends z.ZodType>(item: Item) => z.object({ results: z.array(item) });
/** A page of a list. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ results: z.array(item), next_cursor: z.string().nullable() });

export type List<Item> = { results: Item[] };
export type Page<Item> = List<Item> & { next_cursor: string | null };
