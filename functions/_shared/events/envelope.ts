import * as z from "zod";
import type { Topic } from "./topics.ts";

/** Who caused a change: a person, or the system acting on a rule. */
export const Actor = z.enum(["person", "assistant", "mcp", "import", "recurrence", "system"]);
export type Actor = z.infer<typeof Actor>;

/**
 * CloudEvents 1.0 envelope, in JSON. `id` is stable across redelivery; `subject` is the task id;
 * `partitionkey` the user id, so that all of one user's events stay in order; `actor` and `operationid`
 * are extension attributes, since the data keeps its seed schema.
 */
export interface Envelope<Data = unknown> {
  specversion: "1.0";
  id: string;
  source: string;
  type: string;
  subject?: string;
  time: string;
  datacontenttype: "application/json";
  partitionkey: string;
  actor: Actor;
  operationid?: string;
  traceparent?: string;
  data: Data;
}

/** An event on its way to a topic. */
export interface OutgoingEvent {
  topic: Topic;
  event: Envelope;
}
