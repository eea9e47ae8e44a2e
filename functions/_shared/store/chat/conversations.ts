import type { Conversation, Turn } from "../../contract/api/chat.ts";
import type { ChatMessage } from "../../contract/chat.ts";
import type { OutgoingEvent } from "../../contract/envelope.ts";
import { answerOf } from "../answers.ts";
import type { Queryable } from "../database.ts";
import { writeOutbox } from "../operations/outbox.ts";

/** A message that is to be queued. */
export interface Queued {
  id: string;
  user_id: string;
  conversation_id: string;
  message: string;
}

const today = "(now() at time zone 'utc')::date";

/** Most conversations of a person, turns of a conversation, and turns of a person that wait and that begin on a day. */
export interface Bounds {
  conversations: number;
  turns: number;
  waitingTurns: number;
  dailyMessages: number;
}

const turnColumns =
  "id, conversation_id, n, message, reply, state, attempt, steps, problem, created_at, ended_at";
const conversationColumns = "id, title, created_at, updated_at";

type Refused = "nobody" | "foreign" | "busy" | "day" | "conversations" | "turns";

/**
 * Queues a turn and its event in one transaction, and begins the conversation with its first turn. Returns the turn,
 * also when it was queued before. `nobody`: the account was erased; `foreign`: the conversation is not the person's;
 * the others: a bound is reached.
 */
export async function queueTurn(
  tx: Queryable,
  { id, user_id, conversation_id, message }: Queued,
  event: OutgoingEvent,
  bounds: Bounds,
): Promise<Turn | Refused> {
  // Serialises concurrent messages of one person, so that each counts the others.
  const owner = await tx.query("select from users where id = $1 for no key update", [user_id]);
  if (owner.rowCount !== 1) return "nobody";
  const known = await tx.query(`select ${turnColumns} from turns where id = $1 and user_id = $2`, [
    id,
    user_id,
  ]);
  if (known.rows[0]) return answerOf<Turn>(known.rows[0]);
  const refused =
    (await isBusy(tx, user_id, bounds)) ??
    (await takeConversation(tx, user_id, conversation_id, message, bounds));
  if (refused) return refused;
  const { rows } = await tx.query(
    `insert into turns (id, conversation_id, user_id, n, message)
     select $1, $2, $3, coalesce(max(n), 0) + 1, $4 from turns where conversation_id = $2 having coalesce(max(n), 0) < $5
     returning ${turnColumns}`,
    [id, conversation_id, user_id, message, bounds.turns],
  );
  if (!rows[0]) return "turns";
  await tx.query(
    `insert into chat_usage (user_id, day, tokens, messages) values ($1, ${today}, 0, 1)
     on conflict (user_id, day) do update set messages = chat_usage.messages + 1`,
    [user_id],
  );
  await writeOutbox(tx, [{ cause: id, events: [event] }]);
  return answerOf<Turn>(rows[0]);
}

async function isBusy(tx: Queryable, userId: string, bounds: Bounds): Promise<"busy" | "day" | undefined> {
  const { rows } = await tx.query<{ waiting: number; messages: number | null }>(
    `select (select count(*) from turns where user_id = $1 and state in ('queued', 'running')) as waiting,
       (select messages from chat_usage where user_id = $1 and day = ${today}) as messages`,
    [userId],
  );
  const { waiting = 0, messages } = rows[0] ?? {};
  if (waiting >= bounds.waitingTurns) return "busy";
  return (messages ?? 0) >= bounds.dailyMessages ? "day" : undefined;
}

/** Most characters of a conversation's title. */
const longestTitle = 80;

async function takeConversation(
  tx: Queryable,
  userId: string,
  id: string,
  message: string,
  bounds: Bounds,
): Promise<"foreign" | "conversations" | undefined> {
  const touched = await tx.query<{ user_id: string }>(
    "update conversations set updated_at = now() where id = $1 and user_id = $2 returning user_id",
    [id, userId],
  );
  if (touched.rowCount === 1) return undefined;
  const { rowCount } = await tx.query("select from conversations where user_id = $1", [userId]);
  if ((rowCount ?? 0) >= bounds.conversations) return "conversations";
  const title = [...(message.split("\n", 1)[0] as string)].slice(0, longestTitle).join("");
  const begun = await tx.query(
    "insert into conversations (id, user_id, title) values ($1, $2, $3) on conflict (id) do nothing",
    [id, userId, title],
  );
  return begun.rowCount === 1 ? undefined : "foreign";
}

/** The person's conversations, the latest first. */
export async function listConversations(
  db: Queryable,
  userId: string,
  limit: number,
): Promise<Conversation[]> {
  const { rows } = await db.query(
    `select ${conversationColumns} from conversations where user_id = $1 order by updated_at desc, id limit $2`,
    [userId, limit],
  );
  return rows.map(answerOf<Conversation>);
}

/** One of the person's conversations, or undefined. */
export async function findConversation(
  db: Queryable,
  userId: string,
  id: string,
): Promise<Conversation | undefined> {
  const { rows } = await db.query(
    `select ${conversationColumns} from conversations where id = $1 and user_id = $2`,
    [id, userId],
  );
  return rows[0] && answerOf<Conversation>(rows[0]);
}

/** The last turns of a conversation before turn `before`, oldest first. (Default: the last ones) */
export async function turnsOf(
  db: Queryable,
  conversationId: string,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<Turn[]> {
  const { rows } = await db.query(
    `select ${turnColumns} from turns where conversation_id = $1 and n < coalesce($2, n + 1) order by n desc limit $3`,
    [conversationId, before ?? null, limit],
  );
  return rows.map(answerOf<Turn>).reverse();
}

/**
 * Asks for a turn to stop: one that has not begun is stopped at once, its owner stops one that runs. Returns the turn,
 * or undefined when there is none. A turn that has ended stays as it is.
 */
export async function requestStop(
  db: Queryable,
  { userId, conversationId, id }: { userId: string; conversationId: string; id: string },
): Promise<Turn | undefined> {
  const { rows } = await db.query(
    `update turns set stop = stop or state in ('queued', 'running'),
       ended_at = case state when 'queued' then now() else ended_at end,
       state = case state when 'queued' then 'stopped' else state end
     where id = $1 and conversation_id = $2 and user_id = $3 returning ${turnColumns}`,
    [id, conversationId, userId],
  );
  return rows[0] && answerOf<Turn>(rows[0]);
}

/**
 * Deletes a conversation. Returns its turns of which the state store may still hold a journal, or undefined when the
 * person has no conversation of this id.
 */
export async function deleteConversation(
  tx: Queryable,
  userId: string,
  id: string,
): Promise<ChatMessage[] | undefined> {
  const journalled = await deleteTurns(tx, userId, id);
  const deleted = await tx.query("delete from conversations where id = $1 and user_id = $2", [id, userId]);
  return deleted.rowCount === 1 ? journalled : undefined;
}

/** Deletes a person's turns, and returns those that a process has claimed within the life of a journal, a day. */
export async function deleteTurns(
  tx: Queryable,
  userId: string,
  conversationId?: string,
): Promise<ChatMessage[]> {
  const { rows } = await tx.query<ChatMessage>(
    `with deleted as (
       delete from turns where user_id = $1 and conversation_id = coalesce($2, conversation_id) returning *)
     select user_id, conversation_id, id as turn_id from deleted
     where attempt > 0 and coalesce(ended_at, now()) > now() - interval '1 day'`,
    [userId, conversationId ?? null],
  );
  return rows;
}
