import { randomUUID } from "node:crypto";
import Fastify from "fastify";
import { Kafka, logLevel } from "kafkajs";
import pg from "pg";

/**
 * The baseline for the api: a plain Fastify handler that inserts a row with pg and produces one Kafka record,
 * acknowledged by the broker, before it answers 201.
 */
export async function startBaseline(databaseUrl: string, brokers: string) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 12 });
  await pool.query(
    "create table if not exists bench_tasks (id bigserial primary key, user_id uuid, title text, at timestamptz default now())",
  );
  const kafka = new Kafka({ clientId: "bench", brokers: brokers.split(","), logLevel: logLevel.ERROR });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: "bench", numPartitions: 12 }] });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();

  const server = Fastify();
  const body = {
    type: "object",
    required: ["title"],
    properties: { title: { type: "string", maxLength: 500 } },
  };
  server.post("/tasks", { schema: { body } }, async (request, reply) => {
    const { title } = request.body as { title: string };
    const user = randomUUID();
    const { rows } = await pool.query(
      "insert into bench_tasks (user_id, title) values ($1, $2) returning *",
      [user, title],
    );
    await producer.send({ topic: "bench", messages: [{ key: user, value: JSON.stringify(rows[0]) }] });
    return reply.status(201).send(rows[0]);
  });
  const url = await server.listen({ port: 0, host: "127.0.0.1" });
  return {
    url,
    async stop() {
      await server.close();
      await producer.disconnect();
      await pool.query("drop table bench_tasks");
      await pool.end();
    },
  };
}
