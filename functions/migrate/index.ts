import { setTimeout } from "node:timers/promises";
import { Kafka } from "kafkajs";
import * as z from "zod";
import { allTopics, partitions } from "../_shared/contract/topics.ts";
import { defineJob } from "../_shared/platform/job.ts";
import { kafkaConfig, kafkaSettings } from "../_shared/platform/kafka.ts";
import { log } from "../_shared/platform/log.ts";
import { openDatabase } from "../_shared/store/database.ts";
import { keepOffsets } from "./offsets.ts";

const settings = {
  DATABASE_URL: z.url(),
  ...kafkaSettings,
  KAFKA_REPLICATION: z.coerce.number().int().positive().default(1),
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
      configEntries: [{ name: "retention.ms", value: String(retention) }],
    }));
    if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: false });
    // Not by `waitForLeaders`, which fails when a busy broker does not know its new topics at once.
    await retried(() => admin.fetchTopicMetadata({ topics: [...allTopics] }));
    log("info", "topics exist", { created: missing });
    log("info", "groups keep their offsets", { kept: await retried(() => keepOffsets(kafka, admin)) });
  } finally {
    await admin.disconnect();
  }
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
