import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Kafka, logLevel } from "kafkajs";
import { UserError } from "../command.ts";
import type { Ports } from "../ports.ts";
import type { ProcessSpec } from "../process.ts";
import type { Run } from "../tool.ts";
import { cacheDir, download, needSpace, output, pool } from "./download.ts";

const version = "4.1.1";
const image = `apache/kafka:${version}`;

/** The broker of a run: one that exists, or a process to start. */
export interface Broker {
  brokers: string;
  spec?: ProcessSpec;
}

/** `KAFKA_BROKERS`, else one node in Docker, else one node on this machine's Java; its log is in `<state directory>/kafka`. */
export async function broker(
  stateDir: string,
  ports: Ports,
  run: Run,
  progress: (detail: string) => void,
): Promise<Broker> {
  const given = process.env.KAFKA_BROKERS;
  if (given && (await ready(given))) return { brokers: given };
  if (given)
    throw new UserError(`The brokers of KAFKA_BROKERS (${given}) do not answer: correct or unset it.`);
  const [port, controllerPort] = [await ports.get("kafka"), await ports.get("kafka-controller")];
  const brokers = `127.0.0.1:${port}`;
  const common = {
    name: "kafka",
    group: "infrastructure" as const,
    ports: { kafka: port },
    ready: () => ready(brokers),
  };
  const java = findJava();
  if (java === undefined)
    throw new UserError(
      "Kafka needs Java 17 or newer (Debian and Ubuntu: apt install openjdk-17-jre-headless; macOS: brew install openjdk), or Docker running, or KAFKA_BROKERS set to a broker.",
    );
  const jars = await obtainJars(progress);
  const directory = join(stateDir, "kafka");
  mkdirSync(directory, { recursive: true });
  const properties = join(directory, "server.properties");
  writeFileSync(properties, serverProperties(join(directory, "log"), port, controllerPort));
  const options = [...javaOptions, "-cp", jars.join(":")];
  if (!existsSync(join(directory, "log", "meta.properties"))) {
    rmSync(join(directory, "log"), { recursive: true, force: true });
    const id = randomBytes(16).toString("base64url");
    const format = ["kafka.tools.StorageTool", "format", "-t", id, "-c", properties];
    await run({ name: "kafka-format", command: java, args: [...options, ...format] });
  }
  return { brokers, spec: { ...common, command: java, args: [...options, "kafka.Kafka", properties] } };
}

/** One combined node tuned for a small machine; `image` is what Docker would run. */
export function serverProperties(logDir: string, port: number, controllerPort: number): string {
  return Object.entries({
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
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
    "log.retention.hours": 7 * 24,
    // Longer than the topics: a group that slept for a week must not read everything again.
    "offsets.retention.minutes": 14 * 24 * 60,
    // The defaults are for large machines: 10 MiB for each index file, 128 MiB for the cleaner.
    "log.index.size.max.bytes": 1024 * 1024,
    "log.cleaner.dedupe.buffer.size": 8 * 1024 * 1024,
    "num.network.threads": 2,
    "num.io.threads": 4,
    // A broker killed and started again is refused as its own double until the old session ends. (Default: 9 s)
    "broker.session.timeout.ms": 3000,
    "broker.heartbeat.interval.ms": 500,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

const javaOptions = [
  "-Xms64m",
  "-Xmx256m",
  "-XX:+UseSerialGC",
  "-XX:ReservedCodeCacheSize=64m",
  "-XX:-UsePerfData",
  "-Djava.awt.headless=true",
  "-Dorg.apache.logging.log4j.level=INFO",
];

function findJava(): string | undefined {
  const candidates = [process.env.JAVA_HOME && join(process.env.JAVA_HOME, "bin", "java"), "java"];
  return candidates.find((java) => java && javaVersion(output(java, ["-version"])) >= 17) || undefined;
}

/** The major version in what `java -version` prints, 0 if there is none. */
export const javaVersion = (text = "") => Number(/version "(\d+)/.exec(text)?.[1] ?? 0);

/**
 * The runtime dependencies of `org.apache.kafka:kafka_2.13`, pinned in `kafka-4.1.1.sha256`
 * (`mvn dependency:copy-dependencies -DincludeScope=runtime -Dmdep.useRepositoryLayout=true`, then sha256sum).
 */
async function obtainJars(progress: (detail: string) => void): Promise<string[]> {
  const directory = join(cacheDir(), `kafka-${version}`);
  const maven = process.env.MAVEN_CENTRAL ?? "https://repo1.maven.org/maven2";
  const jars = readFileSync(new URL(`kafka-${version}.sha256`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split("  ") as [string, string])
    .map(([sha256, path]) => ({ sha256, url: `${maven}/${path}`, to: join(directory, basename(path)) }));
  const missing = jars.filter(({ to }) => !existsSync(to));
  if (missing.length > 0) needSpace(directory, 1);
  let done = jars.length - missing.length;
  await pool(missing, 6, async (jar) => {
    await download(jar);
    progress(`downloaded ${++done} of ${jars.length} files`);
  });
  return jars.map(({ to }) => to);
}

async function ready(brokers: string): Promise<boolean> {
  const kafka = new Kafka({
    brokers: brokers.split(","),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

export { image };
