import type { Admin, ITopicMetadata } from "kafkajs";
import { knownFunctions } from "../_shared/contract/functions.ts";
import { allTopics } from "../_shared/contract/topics.ts";
import type { Metric, Sample } from "./text.ts";

/** The gauges of the broker → their help. */
export const brokerGauges = {
  taskwake_consumer_lag_events: "Events that a consumer group has yet to handle.",
  taskwake_topic_partitions: "Partitions of a topic.",
  taskwake_topic_partitions_unavailable: "Partitions of a topic that have no leader.",
  taskwake_topic_partitions_under_replicated:
    "Partitions of a topic of which a replica is missing or behind.",
  taskwake_kafka_brokers: "Brokers of the cluster.",
};

type Gauge = keyof typeof brokerGauges;

/** The topic of each consumer group; a group is named like its function. */
const consumers = Object.entries(knownFunctions).flatMap(([group, { subscribes }]) =>
  subscribes.map((topic) => ({ group, topic })),
);

/** Asks a connected broker. Rejects when it does not answer, or does not know a topic. */
export async function askBroker(admin: Admin): Promise<Metric[]> {
  const { brokers } = await admin.describeCluster();
  const { topics } = await admin.fetchTopicMetadata({ topics: [...allTopics] });
  const lags: Sample[] = [];
  // Sequentially, since kafkajs never answers some of several concurrent calls.
  for (const labels of consumers) lags.push({ labels, value: await lagOf(admin, labels) });
  const metric = (name: Gauge, samples: Sample[]): Metric => ({ name, help: brokerGauges[name], samples });
  const counted = (count: (partitions: ITopicMetadata["partitions"]) => number) =>
    topics.map(({ name: topic, partitions }) => ({ labels: { topic }, value: count(partitions) }));
  return [
    metric("taskwake_consumer_lag_events", lags),
    metric(
      "taskwake_topic_partitions",
      counted(({ length }) => length),
    ),
    metric(
      "taskwake_topic_partitions_unavailable",
      counted((partitions) => partitions.filter(({ leader }) => leader < 0).length),
    ),
    metric(
      "taskwake_topic_partitions_under_replicated",
      counted((partitions) => partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length),
    ),
    metric("taskwake_kafka_brokers", [{ value: brokers.length }]),
  ];
}

/** The lag of a group that begins with the oldest event; −1 as offset: nothing was ever committed. */
async function lagOf(admin: Admin, { group, topic }: { group: string; topic: string }): Promise<number> {
  const ends = new Map((await admin.fetchTopicOffsets(topic)).map((end) => [end.partition, end]));
  const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  const lags = (committed?.partitions ?? []).map(({ partition, offset }) => {
    const { low = "0", high = "0" } = ends.get(partition) ?? {};
    // Events past their retention are removed before the group commits again.
    return Number(high) - Math.max(Number(low), Number(offset));
  });
  return lags.reduce((sum, lag) => sum + lag, 0);
}
