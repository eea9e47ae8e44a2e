import { type KafkaConfig, logLevel } from "kafkajs";
import * as z from "zod";

/** How Kafka itself is reached, in environment variables: for what Dapr's pub/sub does not do. */
export const kafkaSettings = {
  /** `host:port`, comma-separated. */
  KAFKA_BROKERS: z.string().min(1),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  /** `plain`, `scram-sha-256` or `scram-sha-512`, over TLS, where a user name is given. */
  KAFKA_MECHANISM: z.enum(["plain", "scram-sha-256", "scram-sha-512"]).default("scram-sha-256"),
};

/** What may be left out: a broker that is asked for nothing but its address needs no more. */
type Settings = { KAFKA_BROKERS: string } & Partial<z.infer<z.ZodObject<typeof kafkaSettings>>>;

/** The settings as kafkajs takes them; what fails is thrown and not logged. */
export function kafkaConfig(settings: Settings): KafkaConfig {
  const {
    KAFKA_BROKERS,
    KAFKA_USERNAME: username,
    KAFKA_PASSWORD: password = "",
    KAFKA_MECHANISM,
  } = settings;
  return {
    brokers: KAFKA_BROKERS.split(","),
    logLevel: logLevel.NOTHING,
    ...(username && { ssl: true, sasl: { mechanism: KAFKA_MECHANISM, username, password } as never }),
  };
}
