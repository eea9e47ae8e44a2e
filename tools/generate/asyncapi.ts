import * as z from "zod";
import * as events from "../../functions/_shared/contract/schemas.ts";
import {
  type CommandTopic,
  commandTopics,
  partitions,
  type Topic,
  topics,
} from "../../functions/_shared/contract/topics.ts";
import { componentSchemas, type Json, toSchema } from "./json-schema.ts";

interface Channel {
  schema: z.ZodType;
  types: string[];
  description: string;
}

/** Each topic's data schema and the types of event in it. */
const channels: Record<Topic, Channel> = {
  ...(Object.fromEntries(
    commandTopics.map((topic) => [
      topic,
      {
        schema: events.commands[topic],
        types: [events.commandType(topic)],
        description: `Commands for the function ${topic}.`,
      },
    ]),
  ) as unknown as Record<CommandTopic, Channel>),
  [topics.taskEvents]: {
    schema: events.TaskEvent,
    types: Object.values(events.eventTypes.task),
    description: "What happened to tasks.",
  },
  [topics.taskUpdates]: {
    schema: events.TaskUpdate,
    types: [events.eventTypes.taskUpdate],
    description: "Changes as a user's other devices need them.",
  },
  [topics.reminders]: {
    schema: events.ReminderEvent,
    types: [events.eventTypes.reminder.set, events.eventTypes.reminder.cancelled],
    description: "Reminders set and cancelled.",
  },
  [topics.notifications]: {
    schema: events.Notification,
    types: [events.eventTypes.reminder.triggered],
    description: "Reminders and digests on their way to a person.",
  },
  [topics.operationResults]: {
    schema: events.OperationResult,
    types: [events.eventTypes.operationFinished],
    description: "How operations ended.",
  },
  [topics.deadLetters]: {
    schema: z.unknown(),
    types: [],
    description: "Events that could not be handled, as they were.",
  },
};

/** The AsyncAPI 3.0 document of the topics. Pure. */
export function asyncApi(): Json {
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Taskwake events",
      version: "1.0.0",
      description:
        "Each message is a CloudEvents 1.0 envelope in JSON, keyed by the user's id; its data is described here.",
    },
    components: { schemas: componentSchemas() },
    defaultContentType: "application/cloudevents+json",
    channels: Object.fromEntries(
      Object.entries(channels).map(([topic, channel]) => [topic, channelOf(topic, channel)]),
    ),
    operations: Object.fromEntries(
      Object.keys(channels).map((topic) => [
        `receive-${topic}`,
        { action: "receive", channel: { $ref: `#/channels/${topic}` } },
      ]),
    ),
  };
}

function channelOf(topic: string, { schema, types, description }: Channel): Json {
  return {
    address: topic,
    description,
    messages: {
      event: {
        name: topic,
        contentType: "application/cloudevents+json",
        payload: {
          type: "object",
          required: ["specversion", "id", "source", "type", "data"],
          properties: {
            specversion: { const: "1.0" },
            id: { type: "string", description: "Stable across redelivery." },
            source: { type: "string" },
            type: types.length > 0 ? { enum: types } : { type: "string" },
            subject: { type: "string", description: "The task's id." },
            time: { type: "string", format: "date-time" },
            partitionkey: { type: "string", description: "The user's id." },
            actor: { type: "string", description: "Who caused it." },
            operationid: { type: "string", format: "uuid" },
            data: toSchema(schema, "output"),
          },
        },
      },
    },
    bindings: { kafka: { topic, partitions, bindingVersion: "0.5.0" } },
  };
}
