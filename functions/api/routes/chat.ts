import * as z from "zod";
import { Conversation, ConversationTurns, NewMessage, Turn } from "../../_shared/contract/api/chat.ts";
import { list } from "../../_shared/contract/api/parts.ts";
import { messageEvent } from "../../_shared/contract/chat.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { Uuid } from "../../_shared/contract/uuid.ts";
import { derivedId } from "../../_shared/domain/ids.ts";
import { limits } from "../../_shared/domain/limits.ts";
import { announceDeletedTurns } from "../../_shared/operations/deleted-turns.ts";
import { publishSoon } from "../../_shared/operations/publish.ts";
import {
  deleteConversation,
  findConversation,
  listConversations,
  queueTurn,
  requestStop,
  turnsOf,
} from "../../_shared/store/chat/conversations.ts";
import { idempotencyKey } from "../requests.ts";
import { route } from "../route.ts";
import { accountGone } from "./account.ts";

const tag = "Chat";
const params = z.object({ conversation: Uuid });

const send = route({
  method: "POST",
  path: "/v1/chat/{conversation}/messages",
  tag,
  summary:
    "Send a message to the assistant; the first one begins the conversation, whose id the client creates",
  write: "create",
  params,
  body: NewMessage,
  responses: { 202: Turn },
  async handle({ deps, userId, params: { conversation }, body: { text }, request }) {
    const key = idempotencyKey(request);
    const id = key === undefined ? deps.newId() : derivedId("turn", userId, key);
    const turn = { id, user_id: userId, conversation_id: conversation, message: text };
    const event = messageEvent("api", deps.now(), {
      user_id: userId,
      conversation_id: conversation,
      turn_id: id,
    });
    const queued = await deps.db.transaction((tx) => queueTurn(tx, turn, event, limits));
    if (typeof queued === "string") throw refusals[queued]();
    if (queued.message !== text || queued.conversation_id !== conversation)
      throw problem("idempotency-key-reused");
    publishSoon(deps, id);
    return { status: 202, body: queued, headers: { Location: `/v1/chat/${conversation}` } };
  },
});

const refusals = {
  nobody: accountGone,
  foreign: () => problem("not-found"),
  busy: () =>
    problem("too-many-requests", "Wait for the replies to your earlier messages.", { retryAfter: 5 }),
  day: () => problem("limit-reached", `At most ${limits.dailyMessages} messages a day are answered.`),
  conversations: () =>
    problem("limit-reached", `At most ${limits.conversations} conversations are kept; delete some.`),
  turns: () => problem("limit-reached", "This conversation is full; begin another."),
};

const all = route({
  method: "GET",
  path: "/v1/chat",
  tag,
  summary: "Your conversations, the latest first",
  responses: { 200: list(Conversation) },
  async handle({ deps, userId }) {
    const results = await listConversations(deps.db, userId, limits.conversations);
    return { status: 200, body: { results } };
  },
});

const one = route({
  method: "GET",
  path: "/v1/chat/{conversation}",
  tag,
  summary: "A conversation with its last turns; of a running turn, the reply so far",
  params,
  query: z.strictObject({
    /** Turns before this one. */
    before: z.coerce.number().int().min(1).max(1_000_000).optional(),
    limit: z.coerce.number().int().min(1).max(50).default(50),
  }),
  responses: { 200: ConversationTurns },
  async handle({ deps, userId, params: { conversation: id }, query }) {
    const conversation = await findConversation(deps.db, userId, id);
    if (!conversation) throw problem("not-found");
    const turns = await turnsOf(deps.db, id, query);
    const first = turns[0]?.n ?? 1;
    return { status: 200, body: { ...conversation, turns, before: first > 1 ? first : null } };
  },
});

const stop = route({
  method: "POST",
  path: "/v1/chat/{conversation}/turns/{turn}/stop",
  tag,
  summary: "Stop a reply; what it has changed stays, and can be undone",
  params: z.object({ conversation: Uuid, turn: Uuid }),
  responses: { 200: Turn },
  async handle({ deps, userId, params: { conversation, turn } }) {
    const stopped = await requestStop(deps.db, { userId, conversationId: conversation, id: turn });
    if (!stopped) throw problem("not-found");
    return { status: 200, body: stopped };
  },
});

const remove = route({
  method: "DELETE",
  path: "/v1/chat/{conversation}",
  tag,
  summary: "Delete a conversation; what it has changed stays",
  params,
  responses: { 204: null },
  async handle({ deps, userId, params: { conversation } }) {
    await deps.db.transaction(async (tx) => {
      const journalled = await deleteConversation(tx, userId, conversation);
      if (!journalled) throw problem("not-found");
      await announceDeletedTurns(tx, "api", { cause: conversation, turns: journalled, now: deps.now() });
    });
    publishSoon(deps, conversation);
    return { status: 204 };
  },
});

export const chatRoutes = [send, all, one, stop, remove];
