import assert from "node:assert/strict";
import { Kafka, logLevel } from "kafkajs";
import type { Envelope } from "../../functions/_shared/contract/envelope.ts";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { environment } from "./environment.ts";
import { eventually } from "./eventually.ts";

/** The events of the topic `notifications`, from the oldest on; `stop` ends the reading. */
export async function readNotifications() {
  const kafka = new Kafka({ brokers: environment.kafkaBrokers.split(","), logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `test-${newId()}` });
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape it expects
  const events: Envelope<any>[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [topics.notifications], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => void events.push(JSON.parse(String(message.value))),
  });
  return {
    events,
    /** The only event of a type for a user, once it has arrived. */
    of: (userId: string, type: string) =>
      eventually(() => events.find((each) => each.partitionkey === userId && each.type === type), {
        ms: 30_000,
        what: type,
      }),
    stop: () => consumer.disconnect(),
  };
}

/** Delivers an event to `notify` like its sidecar, and waits until its notification is delivered. */
export async function notify<Event extends { id: string }>(event: Event): Promise<void> {
  const { status } = await fetch(`http://127.0.0.1:${environment.ports.notify?.app}/events/notifications`, {
    method: "POST",
    headers: {
      "content-type": "application/cloudevents+json",
      "dapr-api-token": environment.appApiToken,
    },
    body: JSON.stringify(event),
  });
  assert.equal(status, 204);
  const db = openDatabase(environment.databaseUrl, { max: 1 });
  await eventually(
    async () =>
      (await db.query("select from pending_notifications where id = $1", [event.id])).rowCount === 0,
    { what: "the delivery" },
  ).finally(() => db.close());
}
