import { Kafka, type KafkaConfig, Partitioners, type Producer } from "kafkajs";
import type { Database } from "../../functions/_shared/store/database.ts";
import { beginReplay } from "../../functions/_shared/store/dead-letters/replay.ts";

/** FNV-1a of 32 bits, as a signed number. */
function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5 | 0;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

/**
 * The partition that Dapr's Kafka client (sarama's hash partitioner) chooses for a key; kafkajs would choose another,
 * and the events of one person would lose their order.
 */
export const partitionOf = (key: string, partitions: number): number =>
  Math.abs(fnv1a(Buffer.from(key)) % partitions);

/** Opens a producer that uses the same partitions as Dapr. */
export async function openProducer(config: KafkaConfig): Promise<Producer> {
  const kafka = new Kafka({ ...config, retry: { retries: 3 } });
  const producer = kafka.producer({
    createPartitioner:
      () =>
      ({ topic, partitionMetadata, message }) =>
        message.key
          ? partitionOf(String(message.key), partitionMetadata.length)
          : Partitioners.DefaultPartitioner()({ topic, partitionMetadata, message }),
  });
  await producer.connect();
  return producer;
}

/**
 * Publishes a dead letter's event to its topic again, unchanged; false when it was replayed meanwhile. The row is
 * marked and the event published in one transaction: a consumer that is faster than the commit waits for it.
 */
export async function replay(db: Database, producer: Producer, id: number): Promise<boolean> {
  return db.transaction(async (tx) => {
    const letter = await beginReplay(tx, id);
    if (!letter) return false;
    const { topic, event } = letter;
    await producer.send({
      topic,
      acks: -1,
      messages: [{ key: event.partitionkey || null, value: JSON.stringify(event) }],
    });
    return true;
  });
}
