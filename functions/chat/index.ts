import * as z from "zod";
import { eventTypes } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { openState } from "../_shared/platform/state.ts";
import { budgetSettings } from "./budget.ts";
import { openGrammar } from "./grammar/index.ts";
import { removeJournal } from "./journal.ts";
import { openModel } from "./model.ts";
import { openWorkers } from "./workers.ts";

/**
 * Answers messages by a model that calls the tools of assistants, through `api`. A message only wakes it: each turn is
 * claimed in the database and journalled in the state store, so that a kill at any step does nothing twice.
 */
export default defineFunction("chat", {
  shape: "event",
  subscribes: [{ topic: topics.chatMessages }],
  publishes: [topics.chatReplies],
  invokes: ["api"],
  scaledBy: ["unfinished-turns"],
  settings: {
    ...budgetSettings,
    /** Where the model is. (Default: OpenAI) */
    OPENAI_BASE_URL: z.url().optional(),
    OPENAI_API_KEY: z.string().optional(),
    OPENAI_MODEL: z.string().default("gpt-5-mini"),
    /** Seconds without any sign of the model after which its answer counts as broken off. */
    MODEL_SILENCE: z.coerce.number().positive().default(20),
  },
  secrets: { OPENAI_API_KEY: "model/api-key" },
  open(deps) {
    const { config } = deps;
    // Without either, nothing that a person says may leave for the default endpoint.
    const assistant = config.OPENAI_API_KEY || config.OPENAI_BASE_URL ? openModel(config) : openGrammar();
    const state = openState(config);
    const workers = openWorkers({ ...deps, state, assistant });
    return {
      on: {
        [topics.chatMessages]: async ({ type, data }) =>
          type === eventTypes.chat.deleted ? removeJournal(state, data) : workers.wake(),
      },
      onStart: workers.start,
      onDrain: workers.drain,
      onStop: () => workers.stop(),
    };
  },
});
