import * as z from "zod";

/** What requests and answers are made of. */

/** Id of a task in a path. */
export const TaskId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
/** Opaque place in a list, as `next_cursor` gave it: at its longest it holds a title. */
export const Cursor = z.string().max(4000);
/** E-mail address of an account. */
export const Email = z.email().max(254);
/** A password as it may be chosen. */
export const Password = z.string().min(10).max(200);
/** Rows of a page. */
export const Limit = z.coerce.number().int().min(1).max(200).default(50);

/** A list that is answered whole. */
export const list = <Item extends z.ZodType>(item: Item) => z.object({ results: z.array(item) });
/** A page of a list. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ results: z.array(item), next_cursor: z.string().nullable() });

export type List<Item> = { results: Item[] };
export type Page<Item> = List<Item> & { next_cursor: string | null };
