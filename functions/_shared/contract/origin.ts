import * as z from "zod";
import { Text } from "../domain/task/task.ts";

/** Where a change by an assistant comes from, beside its actor. */
export const Origin = z.strictObject({
  /** The OAuth client, or the product's own chat. */
  client_id: Text.min(1).max(200),
  client_name: Text.max(100).default(""),
  /** The token of an MCP client; null in the chat. */
  token_id: Text.max(100).nullable(),
  /** The conversation of the chat; null for an MCP client. */
  conversation_id: z.uuid().nullable(),
  /** What was done for one request of the person. The api sets it for an MCP client. */
  turn_id: Text.max(100),
});
export type Origin = z.infer<typeof Origin>;

/** The origin as CloudEvents extension attributes, which must not be empty. */
const attributes = {
  client_id: "clientid",
  client_name: "clientname",
  token_id: "tokenid",
  conversation_id: "conversationid",
  turn_id: "turnid",
} as const satisfies Record<keyof Origin, string>;

/** The attributes of an event that an assistant caused. */
export type OriginAttributes = Partial<Record<(typeof attributes)[keyof Origin], string>>;

/** Their names. */
export const originAttributes = Object.values(attributes);

const entries = Object.entries(attributes) as [keyof Origin, keyof OriginAttributes][];

export const attributesOf = (origin: Origin | null | undefined): OriginAttributes =>
  Object.fromEntries(entries.flatMap(([key, name]) => (origin?.[key] ? [[name, origin[key]]] : [])));

/** The origin in an event's attributes; null without one, or with one that this version does not understand. */
export function originIn(event: OriginAttributes): Origin | null {
  const told = Object.fromEntries(
    entries.map(([key, name]) => [
      key,
      event[name] ?? (key === "client_name" || key === "turn_id" ? "" : null),
    ]),
  );
  return Origin.safeParse(told).data ?? null;
}
