import type { Origin } from "../../contract/origin.ts";

/** Whose an assistant's plans and operations are: a conversation's, a token's, or a client's without either. */
export function holderOf({ conversation_id, token_id, client_id }: Origin): string {
  if (conversation_id) return `conversation ${conversation_id}`;
  return token_id ? `token ${token_id}` : `client ${client_id}`;
}
