import * as z from "zod";
import { attributesOf, type Origin, type OriginAttributes } from "./origin.ts";
import type { Topic } from "./topics.ts";
import { currentTraceparent, traceAttributes } from "./trace-context.ts";

/** Who caused a change: a person, or the system acting on a rule. */
export const Actor = z.enum(["person", "assistant", "mcp", "import", "recurrence", "system"]);
export type Actor = z.infer<typeof Actor>;

/**
 * CloudEvents 1.0 envelope, in JSON. `id` is stable across redelivery; `subject` is the task id;
 * `partitionkey` the user id, so that all of one user's events stay in order; `actor`, `operationid` and
 * the origin are extension attributes: the schema of the data stays as it was in the first version.
 */
export interface Envelope<Data = unknown> extends OriginAttributes {
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
  /** Of the trace in which it was made, twice: see `traceAttributes`. */
  traceparent?: string;
  traceid?: string;
  data: Data;
}

/** An event to be published to a topic. */
export interface OutgoingEvent {
  topic: Topic;
  event: Envelope;
}

/** The parts of an envelope that differ between events. */
interface EventParts {
  id: string;
  /** The function that publishes it. */
  from: string;
  type: string;
  userId: string;
  actor: Actor;
  time: Date;
  taskId?: number | null | undefined;
  operationId?: string | undefined;
  /** Where a change by an assistant comes from. */
  origin?: Origin | null | undefined;
  /** (Default: that of what is being done now) */
  traceparent?: string | undefined;
  data: unknown;
}

/** Builds the event to publish: every event has the same envelope and is keyed by its user. */
export function outgoing(topic: Topic, parts: EventParts): OutgoingEvent {
  const { id, from, type, userId, actor, time, taskId, operationId, origin, data } = parts;
  const { traceparent = currentTraceparent() } = parts;
  return {
    topic,
    event: {
      specversion: "1.0",
      id,
      source: `/${from}`,
      type,
      ...(typeof taskId === "number" && { subject: String(taskId) }),
      time: time.toISOString(),
      datacontenttype: "application/json",
      partitionkey: userId,
      actor,
      ...(operationId !== undefined && { operationid: operationId }),
      ...attributesOf(origin),
      ...traceAttributes(traceparent),
      data,
    },
  };
}
