import { setTimeout } from "node:timers/promises";
import { type Admin, Kafka } from "kafkajs";
import * as z from "zod";
import { allTopics, bytesOf, partitions, type Topic } from "../_shared/contract/topics.ts";
import { defineJob } from "../_shared/platform/job.ts";
import { kafkaConfig, kafkaSettings } from "../_shared/platform/kafka.ts";
import { log } from "../_shared/platform/log.ts";
import { openDatabase } from "../_shared/store/database.ts";
import { keepOffsets } from "./offsets.ts";

const settings = {
  DATABASE_URL: z.url(),
  ...kafkaSettings,
  KAFKA_REPLICATION: z.coerce.number().int().positive().default(1),
  /** Bytes that the events of all topics may take, less than a broker's volume; 0: no bound, where Kafka grows by itself. */
  KAFKA_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(4 * 2 ** 30),
};
type Settings = z.infer<z.ZodObject<typeof settings>>;

/**
 * Milliseconds an event is kept: less than a group's offsets (7 days), so that a lost offset makes no event run again.
 */
const retention = 6 * 24 * 3600 * 1000;

async function migrateDatabase(env: Settings): Promise<void> {
  // Loaded when it runs, as only a bundle contains the SQL files.
  const { migrate } = await import("../_shared/store/migrations/migrate.ts");
  const db = openDatabase(env.DATABASE_URL, { max: 1, name: "migrate", queryTimeout: 0 });
  const ran = await migrate(db).finally(() => db.close());
  log("info", "schema is up to date", { ran });
}

async function createTopics(env: Settings): Promise<void> {
  const kafka = new Kafka({
    ...kafkaConfig(env),
    clientId: "taskwake-migrate",
    // A broker that has just created its first topics needs some time before it answers for groups.
    retry: { retries: 20, maxRetryTime: 3_000 },
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = await admin.listTopics();
    const missing = allTopics.filter((topic) => !existing.includes(topic));
    const topics = missing.map((topic) => ({
      topic,
      numPartitions: partitions,
      replicationFactor: env.KAFKA_REPLICATION,
      configEntries: configOf(topic, env),
    }));
    if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: false });
    // Not by `waitForLeaders`, which fails when a busy broker does not know its new topics at once.
    await retried(() => admin.fetchTopicMetadata({ topics: [...allTopics] }));
    await boundTopics(admin, existing, env);
    log("info", "topics exist", { created: missing });
    log("info", "groups keep their offsets", { kept: await retried(() => keepOffsets(kafka, admin)) });
  } finally {
    await admin.disconnect();
  }
}

/** Kafka's number of the kind of resource that a topic is; kafkajs does not export its names to ESM. */
const topicResource = 2;

/** How long and up to how many bytes a topic keeps its events. */
function configOf(topic: Topic, { KAFKA_BYTES }: Settings): { name: string; value: string }[] {
  const age = { name: "retention.ms", value: String(retention) };
  if (KAFKA_BYTES === 0) return [age];
  const bytes = bytesOf(topic, KAFKA_BYTES);
  return [
    age,
    { name: "retention.bytes", value: String(bytes.retention) },
    { name: "segment.bytes", value: String(bytes.segment) },
  ];
}

/** Topics of an earlier version get the same bounds as new ones. */
async function boundTopics(admin: Admin, existing: string[], env: Settings): Promise<void> {
  const resources = allTopics
    .filter((topic) => existing.includes(topic))
    .map((name) => ({ type: topicResource, name, configEntries: configOf(name, env) }));
  if (resources.length > 0) await retried(() => admin.alterConfigs({ validateOnly: false, resources }));
}

/**
 * A broker that has just started may not know its groups and topics yet: retries Kafka's retriable errors for a minute.
 */
async function retried<Result>(work: () => Promise<Result>): Promise<Result> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error as { retriable?: boolean }).retriable || Date.now() > deadline) throw error;
      await setTimeout(500);
    }
  }
}

/**
 * Migrates the schema, creates missing topics, and keeps the offsets of idle consumer groups from expiring. It runs
 * daily and before each rollout: one missing topic would stop its consumers from consuming every other topic.
 */
export default defineJob("migrate", {
  settings,
  async run(env) {
    await migrateDatabase(env);
    await createTopics(env);
  },
});
