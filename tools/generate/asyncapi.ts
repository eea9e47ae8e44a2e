import { type Channel, channels } from "../../functions/_shared/contract/channels.ts";
import { originAttributes } from "../../functions/_shared/contract/origin.ts";
import { partitions } from "../../functions/_shared/contract/topics.ts";
import { version } from "../../functions/_shared/contract/version.ts";
import type { Declared } from "../../functions/_shared/platform/declaration.ts";
import { componentSchemas, type Json, toSchema } from "./json-schema.ts";
import { publishedBy, topicsOf } from "./manifests.ts";

/** The AsyncAPI 3.0 document of the topics, and of the functions that publish and subscribe to them. Pure. */
export function asyncApi(all: Declared[]): Json {
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Taskwake events",
      version,
      description:
        "Each message is a CloudEvents 1.0 envelope in JSON, keyed by the user's id; its data is described here.",
    },
    components: { schemas: componentSchemas() },
    defaultContentType: "application/cloudevents+json",
    channels: Object.fromEntries(
      Object.entries(channels).map(([topic, channel]) => [topic, channelOf(topic, channel as Channel)]),
    ),
    operations: Object.fromEntries(all.flatMap(operationsOf)),
  };
}

function operationsOf(declared: Declared): [string, Json][] {
  const { name } = declared;
  const operation = (action: "send" | "receive", topic: string, more: Json = {}): [string, Json] => [
    `${name}-${action}s-${topic}`,
    { action, channel: { $ref: `#/channels/${topic}` }, tags: [{ name }], ...more },
  ];
  const everyReplica = { description: "Each replica receives every message." };
  return [
    ...topicsOf(declared).map((topic) => operation("receive", topic)),
    ...topicsOf(declared, { broadcast: true }).map((topic) => operation("receive", topic, everyReplica)),
    ...publishedBy(declared).map((topic) => operation("send", topic)),
  ];
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
            ...Object.fromEntries(originAttributes.map((name) => [name, { type: "string" }])),
            data: toSchema(schema, "output"),
          },
        },
      },
    },
    bindings: { kafka: { topic, partitions, bindingVersion: "0.5.0" } },
  };
}
