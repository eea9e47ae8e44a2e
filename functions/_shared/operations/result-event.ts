import type { OutgoingEvent } from "../events/envelope.ts";
import { eventTypes, type OperationResult } from "../events/schemas.ts";
import { topics } from "../events/topics.ts";
import type { Operation } from "./run.ts";

/** The event that tells the api how an operation ended. */
export function resultEvent(
  operation: Operation,
  data: OperationResult,
  now: Date,
  id: string,
): OutgoingEvent {
  return {
    topic: topics.operationResults,
    event: {
      specversion: "1.0",
      id,
      source: `/${operation.name}`,
      type: eventTypes.operationFinished,
      ...(data.task_data && { subject: String(data.task_data.id) }),
      time: now.toISOString(),
      datacontenttype: "application/json",
      partitionkey: operation.userId,
      actor: operation.actor,
      operationid: operation.id,
      data,
    },
  };
}
