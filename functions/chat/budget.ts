import * as z from "zod";

/** Bounds of a turn and of a person's day. */
export const budgetSettings = {
  CHAT_MODEL_CALLS: z.coerce.number().int().min(1).default(8),
  CHAT_TOOL_CALLS: z.coerce.number().int().min(1).default(20),
  /** Seconds that a turn may work. */
  CHAT_TURN_SECONDS: z.coerce.number().min(1).default(90),
  /** Tokens of one answer of the model, with what it thinks. */
  CHAT_ANSWER_TOKENS: z.coerce.number().int().min(1).default(8000),
  CHAT_TURN_TOKENS: z.coerce.number().int().min(1).default(30_000),
  /** Tokens of one person and day, in UTC. */
  CHAT_DAY_TOKENS: z.coerce.number().int().min(1).default(500_000),
};

export type Budget = z.infer<z.ZodObject<typeof budgetSettings>>;
