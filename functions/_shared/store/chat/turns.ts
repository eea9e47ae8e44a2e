import type { TurnProblem, TurnStep } from "../../contract/api/chat.ts";
import { limits } from "../../domain/limits.ts";
import type { Language } from "../../domain/settings.ts";
import { storable, storableIn } from "../../domain/text.ts";
import type { Queryable } from "../database.ts";

/** A turn that a process has claimed, with what it needs to know of its person. */
export interface Claimed {
  id: string;
  conversation_id: string;
  user_id: string;
  n: number;
  message: string;
  /** Number of claims, including this one. */
  attempt: number;
  zone: string;
  language: Language;
}

/** Seconds until a claim expires, unless it is renewed. */
export const lease = 20;

/**
 * Claims the oldest turn that nobody works on, or returns undefined. The turns of a conversation come one after the
 * other, and a few of one person at a time: others do not wait for somebody who says much. Simultaneous claims may exceed
 * that by one each.
 */
export async function claimTurn(db: Queryable): Promise<Claimed | undefined> {
  const { rows } = await db.query<Claimed>(
    `update turns t set state = 'running', attempt = t.attempt + 1, lease_until = now() + make_interval(secs => $1)
     from users u where u.id = t.user_id and t.id = (
       select q.id from turns q where q.state in ('queued', 'running') and q.lease_until <= now() and not exists (
         select from turns before where before.conversation_id = q.conversation_id and before.n < q.n
           and before.state in ('queued', 'running'))
         and (select count(*) from turns other where other.user_id = q.user_id and other.state in ('queued', 'running')
           and other.lease_until > now()) < $2
       order by q.created_at limit 1 for update skip locked)
     returning t.id, t.conversation_id, t.user_id, t.n, t.message, t.attempt, u.time_zone as zone, u.language`,
    [lease, limits.runningTurns],
  );
  return rows[0];
}

/** What a turn has said and done so far. */
export interface Progress {
  reply: string;
  steps: TurnStep[];
}

type Owned = Pick<Claimed, "id" | "attempt">;

/** Renews a claim and saves the progress. Undefined: the claim is lost; else whether the person wants it to stop. */
export async function renewTurn(
  db: Queryable,
  { id, attempt }: Owned,
  { reply, steps }: Progress,
): Promise<{ stop: boolean } | undefined> {
  const { rows } = await db.query<{ stop: boolean }>(
    `update turns set lease_until = now() + make_interval(secs => $3), reply = $4, steps = $5
     where id = $1 and attempt = $2 and state = 'running' returning stop`,
    [id, attempt, lease, storable(reply), JSON.stringify(storableIn(steps))],
  );
  return rows[0];
}

/** Releases a claim, so that another process can continue after some seconds. */
export async function releaseTurn(db: Queryable, { id, attempt }: Owned, after = 0): Promise<void> {
  await db.query(
    `update turns set lease_until = now() + make_interval(secs => $3)
     where id = $1 and attempt = $2 and state = 'running'`,
    [id, attempt, after],
  );
}

/** Whether there still is such a turn: it is deleted with its conversation. */
export async function turnExists(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query("select from turns where id = $1", [id]);
  return rowCount === 1;
}

/** How a turn ended. */
export interface End extends Progress {
  state: "done" | "stopped" | "failed";
  problem: TurnProblem | null;
}

/** Ends a turn; false when the claim is lost. */
export async function endTurn(
  db: Queryable,
  { id, attempt }: Owned,
  { state, reply, steps, problem }: End,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update turns set state = $3, reply = $4, steps = $5, problem = $6, ended_at = now()
     where id = $1 and attempt = $2 and state = 'running'`,
    [
      ...[id, attempt, state, storable(reply), JSON.stringify(storableIn(steps))],
      problem && JSON.stringify(problem),
    ],
  );
  return rowCount === 1;
}

/** Ends a turn as failed with what was saved of it; false when the claim is lost. */
export async function failTurn(
  db: Queryable,
  { id, attempt }: Owned,
  problem: TurnProblem,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update turns set state = 'failed', problem = $3, ended_at = now()
     where id = $1 and attempt = $2 and state = 'running'`,
    [id, attempt, JSON.stringify(problem)],
  );
  return rowCount === 1;
}

/** A turn that ended, as later ones of its conversation remember it. */
export interface Past extends Progress {
  n: number;
  message: string;
  state: End["state"];
}

/** What a conversation's turns up to one remember: a summary, and the turns after it in order. */
export interface History {
  summary: string;
  past: Past[];
}

/** The history before turn `n`. */
export async function historyOf(
  db: Queryable,
  { conversation_id, n }: Pick<Claimed, "conversation_id" | "n">,
): Promise<History> {
  const { rows } = await db.query<{ summary: string; summarised: number }>(
    "select summary, summarised from conversations where id = $1",
    [conversation_id],
  );
  const { summary = "", summarised = 0 } = rows[0] ?? {};
  const past = await db.query<Past>(
    `select n, message, reply, steps, state from turns
     where conversation_id = $1 and n > $2 and n < $3 and state in ('done', 'stopped', 'failed')
       and (state <> 'stopped' or reply <> '' or steps <> '[]') order by n`,
    [conversation_id, summarised, n],
  );
  return { summary, past: past.rows };
}

/** Saves the summary of a conversation's turns up to turn `n`. */
export async function saveSummary(
  db: Queryable,
  conversationId: string,
  { summary, n }: { summary: string; n: number },
): Promise<void> {
  await db.query("update conversations set summary = $2, summarised = $3 where id = $1 and summarised < $3", [
    conversationId,
    summary,
    n,
  ]);
}

/** Counts tokens that a turn used. */
export async function useTokens(
  db: Queryable,
  { id, user_id }: Pick<Claimed, "id" | "user_id">,
  tokens: number,
): Promise<void> {
  await db.query(
    `with used as (update turns set tokens = tokens + $3 where id = $1)
     insert into chat_usage (user_id, day, tokens) select id, (now() at time zone 'utc')::date, $3 from users where id = $2
     on conflict (user_id, day) do update set tokens = chat_usage.tokens + excluded.tokens`,
    [id, user_id, tokens],
  );
}

/** Tokens that a person's turns used today, in UTC. */
export async function tokensToday(db: Queryable, userId: string): Promise<number> {
  const { rows } = await db.query<{ tokens: number }>(
    "select tokens from chat_usage where user_id = $1 and day = (now() at time zone 'utc')::date",
    [userId],
  );
  return rows[0]?.tokens ?? 0;
}
