import { type KafkaConfig, logLevel } from "kafkajs";
import * as z from "zod";

/** Variables for direct connections to Kafka, for what Dapr's pub/sub cannot do. */
export const kafkaSettings = {
  /** `host:port`, comma-separated. */
  KAFKA_BROKERS: z.string().min(1),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  /** `plain`, `scram-sha-256` or `scram-sha-512`, over TLS, when a user name is given. */
  KAFKA_MECHANISM: z.enum(["plain", "scram-sha-256", "scram-sha-512"]).default("scram-sha-256"),
};

/** Settings of which only the address is required, as for a broker without log-in. */
type Settings = { KAFKA_BROKERS: string } & Partial<z.infer<z.ZodObject<typeof kafkaSettings>>>;

/** The settings in the form of kafkajs, which then throws errors without logging them. */
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
    // The types want a literal mechanism; the schema of the settings has checked it.
    ...(username && { ssl: true, sasl: { mechanism: KAFKA_MECHANISM, username, password } as never }),
  };
}
