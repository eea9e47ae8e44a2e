import * as z from "zod";
import { derivedId } from "../domain/ids.ts";
import { TurnProblem, TurnStep } from "./api/chat.ts";
import { type OutgoingEvent, outgoing } from "./envelope.ts";
import { eventTypes } from "./schemas.ts";
import { topics } from "./topics.ts";

const turn = { user_id: z.uuid(), conversation_id: z.uuid(), turn_id: z.uuid() };

/** `chat-messages`: a message waits for its reply, or was deleted. The row of the turn has its text. */
export const ChatMessage = z.object(turn);

const piece = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.object({
    ...turn,
    kind: z.literal(kind),
    /** A higher attempt continues from what the earlier one has completed. */
    attempt: z.int(),
    /** Counts the pieces of an attempt, from 0. */
    seq: z.int(),
    ...shape,
  });

/** `chat-replies`: a piece of a reply. */
export const ChatReply = z.discriminatedUnion("kind", [
  /** The reply from character `at` on: what was shown from there on is replaced. */
  piece("delta", { at: z.int(), text: z.string() }),
  /** A call of a tool began or ended; its id tells which. */
  piece("step", { step: TurnStep }),
  piece("done", { reply: z.string() }),
  piece("stopped", { reply: z.string() }),
  piece("failed", { reply: z.string(), problem: TurnProblem }),
]);

export type ChatMessage = z.infer<typeof ChatMessage>;
export type ChatReply = z.infer<typeof ChatReply>;

/** The event that wakes `chat` for a turn. */
export const messageEvent = (from: string, time: Date, data: ChatMessage): OutgoingEvent =>
  outgoing(topics.chatMessages, {
    ...{ id: data.turn_id, from, type: eventTypes.chat.message, actor: "person", time, data },
    userId: data.user_id,
  });

/** The event by which `chat` removes what it stores of a deleted turn. */
export const deletedEvent = (from: string, time: Date, data: ChatMessage): OutgoingEvent =>
  outgoing(topics.chatMessages, {
    id: derivedId("deleted", data.turn_id),
    ...{ from, type: eventTypes.chat.deleted, actor: "person", time, data },
    userId: data.user_id,
  });

/** The event with a piece of a reply. */
export const replyEvent = (time: Date, data: ChatReply): OutgoingEvent =>
  outgoing(topics.chatReplies, {
    id: derivedId("reply", data.turn_id, data.attempt, data.seq),
    ...{ from: "chat", type: eventTypes.chat.reply, actor: "assistant", time, data },
    userId: data.user_id,
  });
