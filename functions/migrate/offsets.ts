import type { Admin, Kafka } from "kafkajs";
import { knownFunctions } from "../_shared/contract/functions.ts";
import type { Topic } from "../_shared/contract/topics.ts";

/** The topic of each consumer group; a group is named like its function. */
const consumers = Object.entries(knownFunctions).flatMap(([name, { subscribes }]) =>
  subscribes.map((topic) => [name, topic] as const),
);

/**
 * Commits the offsets of each group without members again, for all partitions that were ever used (the oldest offset
 * where the group has none), and resolves to the groups. Kafka deletes the offsets of a group that had no replica for a
 * week. Without offsets and with an expired log there is nothing to consume and so nothing to commit, while KEDA counts
 * every past event as lag and keeps the function up.
 */
export async function keepOffsets(kafka: Kafka, admin: Admin): Promise<string[]> {
  const kept: string[] = [];
  for (const [groupId, topic] of consumers) {
    const offsets = await offsetsOf(admin, groupId, topic);
    // A group with members commits its own offsets.
    if (offsets.length === 0 || !(await isEmpty(admin, groupId))) continue;
    await commit(kafka, groupId, offsets);
    kept.push(groupId);
  }
  return kept;
}

type Offset = { topic: Topic; partition: number; offset: string };

async function offsetsOf(admin: Admin, groupId: string, topic: Topic): Promise<Offset[]> {
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const log = await admin.fetchTopicOffsets(topic);
  return (committed?.partitions ?? []).flatMap(({ partition, offset }) => {
    const ends = log.find((each) => each.partition === partition);
    if (offset !== "-1") return [{ topic, partition, offset }];
    return ends && ends.high !== "0" ? [{ topic, partition, offset: ends.low }] : [];
  });
}

async function isEmpty(admin: Admin, groupId: string): Promise<boolean> {
  const { groups } = await admin.describeGroups([groupId]);
  return groups.every(({ state }) => state === "Empty" || state === "Dead");
}

/** Milliseconds to join a group: brokers let a new group wait a few seconds for more members. */
const joinTimeout = 30_000;

function once(on: (listener: () => void) => unknown, otherwise: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(otherwise)), joinTimeout).unref();
    on(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

// Commits as a member for a moment. The admin's `setOffsets` does the same and then waits five seconds for a fetch.
async function commit(kafka: Kafka, groupId: string, offsets: Offset[]): Promise<void> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  const joined = once(consumer.on.bind(consumer, consumer.events.GROUP_JOIN), `${groupId} cannot be joined`);
  // When connecting fails, nothing awaits this promise.
  joined.catch(() => undefined);
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [...new Set(offsets.map(({ topic }) => topic))] });
    await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
    await joined;
    await consumer.commitOffsets(offsets);
  } finally {
    await consumer.disconnect();
  }
}
