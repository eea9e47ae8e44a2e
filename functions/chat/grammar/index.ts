import type { Assistant } from "../assistant.ts";
import { nextOf } from "./flow.ts";
import { languages } from "./intents.ts";

/**
 * The assistant of a server without a model: the grammar of quick add and some fixed sentences, through the same tools. It
 * says so once in a conversation. What it does not understand changes nothing.
 */
export function openGrammar(): Assistant {
  return {
    async answer(question, { onText }) {
      const next = nextOf(question);
      if ("calls" in next) return { text: "", calls: next.calls, tokens: 0 };
      const { says } = languages[question.turn.language];
      const isFirst = question.history.past.length === 0 && question.history.summary === "";
      const text = isFirst ? `${next.text}\n\n${says.noModel}` : next.text;
      onText(text);
      return { text, calls: [], tokens: 0 };
    },
  };
}
