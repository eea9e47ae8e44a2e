import { Kafka } from "kafkajs";
import { kafkaConfig } from "../../../functions/_shared/platform/kafka.ts";
import { UserError } from "../../command.ts";
import type { Ports } from "../ports.ts";
import type { ProcessSpec } from "../process.ts";
import type { Run } from "../tool.ts";
import { dockerAnswers, kafkaInDocker } from "./kafka-docker.ts";
import { findJava, kafkaOnJava } from "./kafka-java.ts";
import type { BrokerContext } from "./kafka-settings.ts";

/** The broker of a run: an existing one, or a process to start. */
export interface Broker {
  brokers: string;
  spec?: ProcessSpec;
}

/**
 * `KAFKA_BROKERS`, else one node on this machine's Java, else one in Docker. Java is preferred: its files are a tenth
 * of the image, and the broker is a process that can be supervised, and killed by a test.
 */
export async function broker(
  stateDir: string,
  ports: Ports,
  run: Run,
  progress: (detail: string) => void,
): Promise<Broker> {
  const given = process.env.KAFKA_BROKERS;
  if (given && (await answers(given))) return { brokers: given };
  if (given)
    throw new UserError(
      `The brokers of KAFKA_BROKERS (${given}) do not answer: correct or unset it. They are asked without authentication.`,
    );
  const [port, controllerPort] = [await ports.get("kafka"), await ports.get("kafka-controller")];
  const context = { stateDir, port, controllerPort, run, progress };
  const brokers = `127.0.0.1:${port}`;
  const program = await commandLine(context);
  const ready = () => answers(brokers);
  return {
    brokers,
    spec: { name: "kafka", group: "infrastructure", ports: { kafka: port }, ready, ...program },
  };
}

async function commandLine(
  context: BrokerContext,
): Promise<Pick<ProcessSpec, "command" | "args" | "prepare">> {
  const java = findJava();
  if (java !== undefined) return kafkaOnJava(java, context);
  if (dockerAnswers()) return kafkaInDocker(context);
  throw new UserError(
    "Kafka needs Java 17 or newer (Debian and Ubuntu: apt install openjdk-17-jre-headless; macOS: brew install openjdk), or Docker running, or KAFKA_BROKERS set to a broker.",
  );
}

/** Whether a broker answers with the cluster's members. */
async function answers(brokers: string): Promise<boolean> {
  const client = new Kafka({
    ...kafkaConfig({ KAFKA_BROKERS: brokers }),
    connectionTimeout: 1000,
    retry: { retries: 0 },
  });
  const admin = client.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => {});
  }
}
