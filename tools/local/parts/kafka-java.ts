import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ProcessSpec } from "../process.ts";
import { cacheDir, download, needSpace, output, pool } from "./download.ts";
import { type BrokerContext, heap, kafkaProperties, kafkaVersion, propertiesFile } from "./kafka-settings.ts";

const options = [
  ...heap,
  "-XX:+UseSerialGC",
  // The second compiler costs three seconds of processor time at each start, and helps only much later.
  "-XX:TieredStopAtLevel=1",
  "-XX:-UsePerfData",
  "-Djava.awt.headless=true",
  "-Dorg.apache.logging.log4j.level=INFO",
];

/** The `java` of JAVA_HOME or PATH, if it is new enough for Kafka 4. */
export function findJava(): string | undefined {
  const candidates = [process.env.JAVA_HOME && join(process.env.JAVA_HOME, "bin", "java"), "java"];
  return candidates.find((java) => java && javaVersion(output(java, ["-version"])) >= 17) || undefined;
}

/** The major version in the output of `java -version`, 0 if there is none. */
export const javaVersion = (text = "") => Number(/version "(\d+)/.exec(text)?.[1] ?? 0);

/** A broker on Java, its log in `<state directory>/kafka/log`. */
export async function kafkaOnJava(
  java: string,
  { stateDir, port, controllerPort, run, progress }: BrokerContext,
): Promise<Pick<ProcessSpec, "command" | "args">> {
  const directory = join(stateDir, "kafka");
  const log = join(directory, "log");
  const program = [...options, "-cp", (await obtainJars(progress)).join(":")];
  const write = (logDir: string): string => {
    const file = join(directory, "server.properties");
    const node = { logDir, host: "127.0.0.1", port, controllerPort };
    writeFileSync(file, propertiesFile(kafkaProperties(node)));
    return file;
  };
  mkdirSync(directory, { recursive: true });
  if (!existsSync(log)) {
    // Renamed when it is complete.
    const unfinished = `${log}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    const cluster = randomBytes(16).toString("base64url");
    const format = ["kafka.tools.StorageTool", "format", `--cluster-id=${cluster}`, "-c", write(unfinished)];
    await run({ name: "kafka-format", command: java, args: [...program, ...format] });
    renameSync(unfinished, log);
  }
  return { command: java, args: [...program, "kafka.Kafka", write(log)] };
}

/**
 * Kafka's runtime dependencies, pinned in `kafka-<version>.sha256`: those of `org.apache.kafka:kafka_2.13`
 * (`mvn dependency:copy-dependencies -DincludeScope=runtime -Dmdep.useRepositoryLayout=true`, then `sha256sum`)
 * and log4j-slf4j-impl, without which it logs nothing.
 */
async function obtainJars(progress: (detail: string) => void): Promise<string[]> {
  const directory = join(cacheDir(), `kafka-${kafkaVersion}`);
  const maven = process.env.MAVEN_CENTRAL ?? "https://repo1.maven.org/maven2";
  const jars = readFileSync(new URL(`kafka-${kafkaVersion}.sha256`, import.meta.url), "utf8")
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
