import type { Run } from "../tool.ts";

/** The version of Kafka that runs unless a broker is given. */
export const kafkaVersion = "4.1.1";

/** The version of Kafka's protocol that Dapr and KEDA use with any broker. */
export const kafkaProtocol = "3.6.0";

/** What starting a broker needs, and how it reports progress. */
export interface BrokerContext {
  stateDir: string;
  port: number;
  controllerPort: number;
  run: Run;
  progress: (detail: string) => void;
}

/** Where a broker stores its log and listens. */
export interface Node {
  logDir: string;
  /** The address it binds; empty for all. */
  host: string;
  port: number;
  controllerPort: number;
}

/** Properties of one combined node (broker and controller), tuned for a small machine. */
export const kafkaProperties = ({ logDir, host, port, controllerPort }: Node): Record<string, string> =>
  strings({
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://${host}:${port},CONTROLLER://${host}:${controllerPort}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port}`,
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "log.dirs": logDir,
    "auto.create.topics.enable": false,
    "group.initial.rebalance.delay.ms": 0,
    "default.replication.factor": 1,
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 8,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    // Longer than a topic keeps its events: a group that was idle for a week must not read all of them again.
    "offsets.retention.minutes": 14 * 24 * 60,
    // The defaults are for large machines: 10 MiB for each index file, 128 MiB for the cleaner.
    "log.index.size.max.bytes": 1024 * 1024,
    "log.cleaner.dedupe.buffer.size": 8 * 1024 * 1024,
    "num.network.threads": 2,
    "num.io.threads": 4,
    // A broker that was killed and restarted is refused as a duplicate until its old session ends. (Default: 9 s)
    "broker.session.timeout.ms": 5000,
    "broker.heartbeat.interval.ms": 1000,
  });

/** As a properties file. */
export const propertiesFile = (properties: Record<string, string>): string =>
  Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");

/** As variables of the image apache/kafka, by the rules of its docker/examples/README.md. */
export const propertiesEnvironment = (properties: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      `KAFKA_${name.replaceAll("_", "__").replaceAll("-", "___").replaceAll(".", "_").toUpperCase()}`,
      value,
    ]),
  );

/** Java's heap: what a few hundred partitions need. */
export const heap = ["-Xms64m", "-Xmx256m"];

const strings = (values: Record<string, string | number | boolean>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
