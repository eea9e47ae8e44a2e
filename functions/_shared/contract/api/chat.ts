import * as z from "zod";
import { limits } from "../../domain/limits.ts";
import { Text } from "../../domain/task/task.ts";

/** A message to the assistant. */
export const NewMessage = z.strictObject({ text: Text.trim().min(1).max(limits.messageCharacters) });

/** Why there is no reply, or only part of one: a stable code and a sentence in the person's language. */
export const TurnProblem = z.object({ code: z.string(), text: z.string() });

/** A call of a tool. Texts of tasks in it are data. */
export const TurnStep = z.object({
  /** Unique in its turn. */
  id: z.string(),
  tool: z.string(),
  state: z.enum(["running", "done", "failed"]),
  arguments: z.record(z.string(), z.unknown()),
  /** What the tool returned as JSON, cut when it is long. */
  result: z.string().optional(),
  /** The plan that waits for the person's confirmation. */
  plan_id: z.string().optional(),
  /** Operations that the call caused. */
  operation_ids: z.array(z.string()),
});

export const turnStates = ["queued", "running", "done", "stopped", "failed"] as const;

/** A message with the reply to it; while it is `running`, the reply is what was said up to about a second ago. */
export const Turn = z.object({
  id: z.uuid(),
  conversation_id: z.uuid(),
  /** Its place in the conversation, from 1. */
  n: z.int(),
  message: z.string(),
  reply: z.string(),
  state: z.enum(turnStates),
  attempt: z.int(),
  steps: z.array(TurnStep),
  problem: TurnProblem.nullable(),
  created_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
});

/** A conversation, for lists. */
export const Conversation = z.object({
  id: z.uuid(),
  /** The beginning of its first message. */
  title: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});

/** A conversation with its turns, oldest first; `before` is the cursor to earlier ones. */
export const ConversationTurns = Conversation.extend({
  turns: z.array(Turn),
  before: z.int().nullable(),
});

export type TurnProblem = z.infer<typeof TurnProblem>;
export type TurnStep = z.infer<typeof TurnStep>;
export type Turn = z.infer<typeof Turn>;
export type ConversationTurns = z.infer<typeof ConversationTurns>;
export type Conversation = z.infer<typeof Conversation>;
