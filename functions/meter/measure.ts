import { Kafka } from "kafkajs";
import { kafkaConfig } from "../_shared/platform/kafka.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import type { Database } from "../_shared/store/database.ts";
import { askBroker } from "./broker.ts";
import { ask, questions } from "./database.ts";
import { type Metric, type Sample, textOf } from "./text.ts";

/** Milliseconds for everything: less than Prometheus waits for a scrape, by default 10 s. */
const longest = 8000;
/** Milliseconds for which a measurement answers further scrapes. */
const fresh = 5000;

interface Settings {
  now: () => Date;
  db: Database;
  kafka: Parameters<typeof kafkaConfig>[0];
}

/** The gauges about the measurement itself → their help. */
export const ownGauges = {
  taskwake_meter_up: "Whether the source answered all questions of the last measurement.",
  taskwake_meter_taken_seconds:
    "Unix time of the last measurement in which the source answered all questions.",
};

/**
 * Opens the measurement: each call asks PostgreSQL and Kafka, or repeats an answer of the last seconds. A gauge whose
 * question failed is absent, never zero.
 */
export function openMeasure({ db, kafka, now }: Settings): {
  measure: () => Promise<string>;
  close: () => Promise<void>;
} {
  const client = new Kafka({
    ...kafkaConfig(kafka),
    connectionTimeout: 2000,
    requestTimeout: 4000,
    retry: { retries: 1 },
  });
  const admin = client.admin();
  const sources: Record<string, (() => Promise<Metric[]>)[]> = {
    postgresql: questions.map((question) => () => ask(db, question, now())),
    // Connecting returns at once while it is connected.
    kafka: [() => admin.connect().then(() => askBroker(admin))],
  };
  const taken = new Map<string, number>();
  let last: { at: number; text: Promise<string> } | undefined;

  async function all(): Promise<string> {
    const metrics: Metric[] = [];
    const up: Sample[] = [];
    const work = Object.entries(sources).map(async ([source, asked]) => {
      const at = now().getTime() / 1000;
      const answers = await Promise.allSettled(asked.map((each) => within(longest, each())));
      for (const each of answers) if (each.status === "fulfilled") metrics.push(...each.value);
      const failure = answers.find((each) => each.status === "rejected");
      if (failure) log("warn", "a source did not answer", { source, error: messageOf(failure.reason) });
      else taken.set(source, at);
      up.push({ labels: { source }, value: failure ? 0 : 1 });
    });
    await Promise.all(work);
    const times = [...taken].map(([source, value]) => ({ labels: { source }, value }));
    return textOf([...metrics, own("taskwake_meter_up", up), own("taskwake_meter_taken_seconds", times)]);
  }

  return {
    measure() {
      if (!last || Date.now() - last.at > fresh) last = { at: Date.now(), text: all() };
      return last.text;
    },
    async close() {
      await admin.disconnect().catch(() => undefined);
      await db.close();
    },
  };
}

const own = (name: keyof typeof ownGauges, samples: Sample[]): Metric => ({
  name,
  help: ownGauges[name],
  samples,
});

/** The result, unless it takes longer than so many milliseconds. */
async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, silence]).finally(() => clearTimeout(timer));
}
