import type { KafkaConfig } from "kafkajs";
import * as z from "zod";
import { readEnvironment } from "../../functions/_shared/platform/config.ts";
import { kafkaConfig, kafkaSettings } from "../../functions/_shared/platform/kafka.ts";
import { type Database, openDatabase } from "../../functions/_shared/store/database.ts";
import {
  type DeadLetter,
  findDeadLetter,
  listDeadLetters,
  waitingDeadLetters,
} from "../../functions/_shared/store/dead-letters/replay.ts";
import { defaultStateDir, runCommand, UserError } from "../command.ts";
import { runningSystem } from "../local/record.ts";
import { openProducer, replay } from "./replay.ts";
import { table } from "./table.ts";

const usage = "Usage: npm run dead-letters -- list | show <id> | replay <id> | replay all";

/**
 * `npm run dead-letters -- list|show <id>|replay <id|all>`: shows events that could not be handled, with the reason,
 * and replays them. Uses the system that runs here, or the one named by DATABASE_URL and KAFKA_BROKERS (with
 * KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_MECHANISM if the broker requires a log-in).
 */
await runCommand(async () => {
  const [command = "list", which = ""] = process.argv.slice(2);
  const { databaseUrl, kafka } = addresses();
  const db = openDatabase(databaseUrl, { max: 2, name: "dead-letters" });
  if (command === "list") await list(db);
  else if (command === "show" && which) await show(db, which);
  else if (command === "replay" && which) await replayAll(db, kafka, which);
  else throw new UserError(usage);
  await db.close();
});

function addresses(): { databaseUrl: string; kafka: KafkaConfig } {
  const { DATABASE_URL, KAFKA_BROKERS } = process.env;
  const kafka = (env: NodeJS.ProcessEnv) => kafkaConfig(readEnvironment(z.object(kafkaSettings), env));
  if (DATABASE_URL && KAFKA_BROKERS) return { databaseUrl: DATABASE_URL, kafka: kafka(process.env) };
  const { databaseUrl, kafkaBrokers } = runningSystem(defaultStateDir()) ?? {};
  if (databaseUrl && kafkaBrokers) return { databaseUrl, kafka: kafka({ KAFKA_BROKERS: kafkaBrokers }) };
  throw new UserError("Taskwake is not running: start it, or set DATABASE_URL and KAFKA_BROKERS.");
}

async function list(db: Database): Promise<void> {
  const letters = await listDeadLetters(db);
  if (letters.length === 0) return console.log("No dead letters.");
  console.log(table(letters.map(row)));
}

function row({ id, received_at, topic, attempts, reason }: DeadLetter) {
  const line = reason.replace(/\s+/g, " ").slice(0, 120);
  return { id, received: received_at.toISOString(), topic, attempts, reason: line };
}

async function show(db: Database, id: string): Promise<void> {
  const letter = await findDeadLetter(db, id);
  if (!letter) throw new UserError(`There is no dead letter ${id}.`);
  console.log(JSON.stringify(letter, undefined, 2));
}

async function replayAll(db: Database, kafka: KafkaConfig, which: string): Promise<void> {
  const ids = await waitingDeadLetters(db, which === "all" ? undefined : which);
  if (ids.length === 0 && which !== "all")
    throw new UserError(`There is no dead letter ${which} that waits for a replay.`);
  const producer = await openProducer(kafka);
  let replayed = 0;
  // Sequentially, in the order of their arrival.
  for (const id of ids) if (await replay(db, producer, id)) replayed += 1;
  await producer.disconnect();
  console.log(`Replayed ${replayed} ${replayed === 1 ? "event" : "events"}.`);
}
