import { type Admin, Kafka } from "kafkajs";
import { kafkaConfig } from "../../functions/_shared/platform/kafka.ts";
import { localPod } from "../functions.ts";

/** The number of events that a consumer group has yet to handle, in all its topics. */
export interface GroupLag {
  group: string;
  topics: string[];
  lag: number;
}

/**
 * Every consumer group with its lag; throws when the broker does not answer. For a group that has not committed
 * anything yet, the topics are those in `subscribed`.
 */
export async function consumerLag(
  brokers: string,
  subscribed: Record<string, string[]> = {},
): Promise<GroupLag[]> {
  const client = new Kafka({
    ...kafkaConfig({ KAFKA_BROKERS: brokers }),
    connectionTimeout: 2000,
    retry: { retries: 1 },
  });
  const admin = client.admin();
  try {
    await admin.connect();
    const { groups } = await admin.listGroups();
    const names = groups.map(({ groupId }) => groupId).sort();
    const lags: GroupLag[] = [];
    // Sequentially, since kafkajs never answers some of several concurrent calls.
    for (const group of names) lags.push(await lagOf(admin, group, subscribed[group] ?? []));
    return lags;
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

/** Groups of a broadcast begin with the next event; for all others every retained event counts. */
const fromNowOn = new RegExp(`${localPod}$`);

async function lagOf(admin: Admin, group: string, subscribed: string[]): Promise<GroupLag> {
  const known = (await admin.fetchOffsets({ groupId: group })).map(({ topic }) => topic);
  const topics = [...new Set([...known, ...subscribed])].sort();
  const committed = topics.length > 0 ? await admin.fetchOffsets({ groupId: group, topics }) : [];
  let lag = 0;
  for (const { topic, partitions } of committed) {
    const ends = new Map((await admin.fetchTopicOffsets(topic)).map((end) => [end.partition, end]));
    for (const { partition, offset } of partitions) {
      const { low = "0", high = "0" } = ends.get(partition) ?? {};
      // −1: nothing was ever committed.
      lag += Number(high) - Number(offset === "-1" ? (fromNowOn.test(group) ? high : low) : offset);
    }
  }
  return { group, topics, lag };
}
