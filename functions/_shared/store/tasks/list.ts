import * as z from "zod";
import type { Page } from "../../contract/api/parts.ts";
import { type SearchWord, searchWords } from "../../domain/folding.ts";
import type { Task } from "../../domain/task/task.ts";
import { cursorTypes, decodeCursor, encodeCursor } from "../cursor.ts";
import type { Queryable } from "../database.ts";
import { taskBytes, withinBytes } from "../pages.ts";
import { priorityRank, taskColumns, toTask } from "./tasks.ts";

export const sortKeys = ["due", "priority", "title", "created", "updated"] as const;
type SortKey = (typeof sortKeys)[number];

/** Filters and sort order of `listTasks`; days are local dates, both ends included. */
export interface TaskFilter {
  q?: string | undefined;
  status?: Task["status"] | undefined;
  priority?: Task["priority"][] | undefined;
  tag?: string[] | undefined;
  due_from?: string | undefined;
  due_to?: string | undefined;
  /** A key of `sortKeys`, `-` before it for descending. (Default: best match with `q`, else due.) */
  sort?: string | undefined;
  trash: boolean;
  cursor?: string | undefined;
  limit: number;
}

interface Order {
  name: string;
  /** SQL expression; never null, so that rows compare as (value, id). */
  expression: string;
  type: SortType;
  descending: boolean;
}

type SortType = "timestamp" | "smallint" | "text" | "float8";

// Tasks without a due date come last in either direction.
const expressions: Record<SortKey, (descending: boolean) => Pick<Order, "expression" | "type">> = {
  due: (descending) => ({
    expression: `coalesce(due_at, '${descending ? "-infinity" : "infinity"}')`,
    type: "timestamp",
  }),
  priority: () => ({ expression: "priority", type: "smallint" }),
  title: () => ({ expression: "lower(title)", type: "text" }),
  created: () => ({ expression: "created_at", type: "timestamp" }),
  updated: () => ({ expression: "updated_at", type: "timestamp" }),
};

/** Most matches that are ranked, the latest changed first: the rank of a more common word means little. */
const rankedMost = 300;
/** Number of latest changed tasks that are searched before the index: a common word is found among them at once. */
const recent = 3000;

/** A page of the user's tasks. Undefined for a cursor of another list. */
export async function listTasks(
  db: Queryable,
  userId: string,
  filter: TaskFilter,
): Promise<Page<Task> | undefined> {
  const values: unknown[] = [userId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const query = filter.q?.trim() ? queryOf(filter.q, bind) : undefined;
  const order = filter.sort || !query ? orderBy(filter.sort) : byRelevance(query);
  const where = conditions(filter, bind);
  const matching =
    query && order.name === "relevance"
      ? newest(query, where)
      : `select * from ${query ? found(query) : "tasks"} where ${where}${query ? ` and ${query.matches}` : ""}`;
  const sorted = `select *, ${order.expression} as sort_value from (${matching}) matching`;
  const after = filter.cursor ? afterCursor(order, filter.cursor, bind) : "true";
  if (after === undefined) return undefined;
  const direction = order.descending ? "desc" : "asc";
  const by = `sort_value ${direction}, id ${direction}`;
  const page = `select * from (${sorted}) sorted where ${after} order by ${by} limit ${bind(filter.limit + 1)}`;
  const { rows } = await db.query(
    `select ${taskColumns}, ${placeOf(order)} as place, found
     from ${withinBytes(page, { order: by, bytes: taskBytes })} page order by ${by}`,
    values,
  );
  return pageOf(rows, filter.limit, order);
}

/** Beyond this number of matches a list is not counted further. */
export const countedMost = 10_000;

/** How many of the user's tasks match a filter, at most `countedMost`. */
export async function countTasks(db: Queryable, userId: string, filter: TaskFilter): Promise<number> {
  const values: unknown[] = [userId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const query = filter.q?.trim() ? queryOf(filter.q, bind) : undefined;
  const where = [conditions(filter, bind), ...(query ? [query.matches] : [])].join(" and ");
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from
       (select 1 from ${query ? found(query) : "tasks"} where ${where} limit ${countedMost}) matching`,
    values,
  );
  return rows[0]?.count ?? 0;
}

/** A search in SQL: what the index finds, the condition that decides, and how well a task fits. */
interface Query {
  parts: string;
  matches: string;
  rank: string;
}

function queryOf(q: string, bind: (value: unknown) => string): Query {
  const words = searchWords(q);
  // A query of nothing but marks finds nothing.
  if (words.length === 0) return { parts: "''::tsquery", matches: "false", rank: "0::float8" };
  const [first, others] = [bind(words.map(({ word }) => word)), bind(words.map(({ other }) => other))].map(
    (place) => `${place}::text[]`,
  ) as [string, string];
  const each = words.map(
    (_, i) => `(strpos(searched, (${first})[${i + 1}]) > 0 or strpos(searched, (${others})[${i + 1}]) > 0)`,
  );
  return {
    parts: `${bind(partsOf(words))}::tsquery`,
    matches: each.join(" and "),
    rank: `search_rank(searched, status, ${first}, ${others})`,
  };
}

/** The parts of words that the index has, as a tsquery: every three characters, or the beginning of three. */
function partsOf(words: SearchWord[]): string {
  return words
    .map(({ word, other }) => [...new Set([word, other])].map(allParts).join(" | "))
    .map((either) => `(${either})`)
    .join(" & ");
}

function allParts(word: string): string {
  const letters = [...word];
  const quoted = (part: string) => `'${part.replace(/['\\]/g, "$&$&")}'`;
  if (letters.length < 3) return `${quoted(word)}:*`;
  const parts = letters.slice(2).map((_, i) => letters.slice(i, i + 3).join(""));
  return `(${[...new Set(parts)].map(quoted).join(" & ")})`;
}

function byRelevance({ rank }: Query): Order {
  return { name: "relevance", expression: rank, type: "float8", descending: true };
}

function orderBy(sort = "due"): Order {
  const descending = sort.startsWith("-");
  return { name: sort, descending, ...expressions[sort.replace(/^-/, "") as SortKey](descending) };
}

// A subquery of its own, since the index of words contains users already: with a condition on the user, the planner
// would also read all of the user's tasks.
const found = ({ parts }: Query): string =>
  `(select * from tasks where user_parts(user_id, searched) @@ user_query($1, ${parts}) offset 0) found`;

// The index has no order: for a common word it would return every match to keep the latest ones.
const newest = (query: Query, where: string): string => `
  with latest as materialized (
    select * from (select * from tasks where user_id = $1 order by seq desc limit ${recent}) latest
    where ${query.matches} and ${where}
  )
  select * from (
    select * from latest
    union all
    select * from ${found(query)} where ${query.matches} and ${where} and (select count(*) from latest) < ${rankedMost}
      and seq <= coalesce((select seq from tasks where user_id = $1 order by seq desc offset ${recent} limit 1), 0)
  ) matches order by seq desc limit ${rankedMost}`;

/** The local date on which a task is due for the user `$1`: a time in another zone may be on another day of theirs. */
export const dueDay = `case when due ? 'time' and due ? 'time_zone'
  then to_char(due_at at time zone (select time_zone from users where id = $1), 'YYYY-MM-DD')
  else due->>'date' end`;

function conditions(filter: TaskFilter, bind: (value: unknown) => string): string {
  const all = ["user_id = $1", `deleted_at is ${filter.trash ? "not null" : "null"}`];
  if (filter.status) all.push(`status = ${bind(filter.status)}`);
  if (filter.priority) all.push(`priority = any(${bind(filter.priority.map(priorityRank))}::smallint[])`);
  if (filter.tag)
    all.push(
      // Tags are one whatever their case.
      `lower(tags::text)::text[] @> lower(${bind(filter.tag)}::text[]::text)::text[]`,
    );
  if (filter.due_from) all.push(`${dueDay} >= ${bind(filter.due_from)}`);
  if (filter.due_to) all.push(`${dueDay} <= ${bind(filter.due_to)}`);
  return all.join(" and ");
}

function afterCursor(order: Order, cursor: string, bind: (value: unknown) => string): string | undefined {
  const Place = z.tuple([cursorTypes[order.type], cursorTypes.id]);
  const place = decodeCursor(`tasks/${order.name}`, Place, cursor);
  if (!place) return undefined;
  const [value, id] = place;
  const comparison = order.descending ? "<" : ">";
  const zone = order.type === "timestamp" ? " at time zone 'UTC'" : "";
  return `(sorted.sort_value, id) ${comparison} (${bind(value)}::${order.type}${zone}, ${bind(id)}::bigint)`;
}

// As text without a zone: neither rounding nor the connection's settings may move the position.
const placeOf = ({ type }: Order): string =>
  type === "timestamp" ? "(sort_value at time zone 'UTC')::text" : "sort_value::text";

// biome-ignore lint/suspicious/noExplicitAny: rows of taskColumns and two more
function pageOf(rows: any[], limit: number, order: Order): { results: Task[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows[0]?.found > shown.length && last;
  const next_cursor = more ? encodeCursor(`tasks/${order.name}`, [last.place, last.id]) : null;
  return { results: shown.map(({ place: _, found: _found, ...row }) => toTask(row)), next_cursor };
}
