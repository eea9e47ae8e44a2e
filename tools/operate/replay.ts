import { Kafka, type KafkaConfig, Partitioners, type Producer } from "kafkajs";
import type { Envelope } from "../../functions/_shared/contract/envelope.ts";
import type { Database, Queryable } from "../../functions/_shared/store/database.ts";

/** An event that could not be handled, as the function `dead-letter` recorded it. */
export interface DeadLetter {
  id: number;
  topic: string;
  reason: string;
  attempts: number;
  event: Envelope<{ operation_id?: string }>;
  received_at: Date;
  replayed_at: Date | null;
}

/** FNV-1a of 32 bits, as a signed number. */
function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5 | 0;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

/**
 * The partition that Dapr's Kafka client (sarama's hash partitioner) gives a key; kafkajs would choose another,
 * and what one person did would no longer be in one order.
 */
export const partitionOf = (key: string, partitions: number): number =>
  Math.abs(fnv1a(Buffer.from(key)) % partitions);

/** Opens a producer that places events where Dapr does. */
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
 * Sends a dead letter's event to its topic again, as it was; false when it was replayed meanwhile. What is
 * remembered of it and the sending stand and fall together: a consumer that is faster than the commit waits for it.
 */
export async function replay(db: Database, producer: Producer, id: number): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<DeadLetter>(
      "update dead_letters set replayed_at = now() where id = $1 and replayed_at is null returning *",
      [id],
    );
    const letter = rows[0];
    if (!letter) return false;
    const { topic, event } = letter;
    await forget(tx, event);
    await producer.send({
      topic,
      acks: -1,
      messages: [{ key: event.partitionkey || null, value: JSON.stringify(event) }],
    });
    return true;
  });
}

/** A command ended as failed when it was set aside; as accepted it runs again. Old reasons are no longer counted. */
async function forget(tx: Queryable, { id, data }: DeadLetter["event"]): Promise<void> {
  await tx.query("delete from failures where event_id = $1", [id]);
  await tx.query(
    "update deliveries set status = 'sending' where notification_id::text = $1 and status = 'failed'",
    [id],
  );
  if (!data?.operation_id) return;
  await tx.query(
    `update operations set status = 'accepted', result = null, undo = null, task_id = null, finished_at = null
     where id::text = $1 and status = 'failed' and result->'problem'->>'code' = 'dead-lettered'`,
    [data.operation_id],
  );
}
