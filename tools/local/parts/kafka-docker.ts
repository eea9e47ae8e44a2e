import { createHash } from "node:crypto";
import { UserError } from "../../command.ts";
import type { ProcessSpec } from "../process.ts";
import { output } from "./download.ts";
import {
  type BrokerContext,
  heap,
  kafkaProperties,
  kafkaVersion,
  propertiesEnvironment,
} from "./kafka-settings.ts";

const image = `apache/kafka:${kafkaVersion}`;

/** Whether a Docker engine answers; an installed command alone does not show that. */
export const dockerAnswers = () => output("docker", ["info"], 5000) !== undefined;

/** Name of the container and volume of a state directory. */
const nameOf = (stateDir: string) =>
  `taskwake-kafka-${createHash("sha256").update(stateDir).digest("hex").slice(0, 12)}`;

/** A broker in a container that runs as long as the command; its log is in a volume, whose owner the image sets. */
export async function kafkaInDocker({
  stateDir,
  port,
  controllerPort,
  run,
  progress,
}: BrokerContext): Promise<Pick<ProcessSpec, "command" | "args" | "prepare">> {
  if (output("docker", ["image", "inspect", image]) === undefined) {
    progress(`pulling ${image}`);
    await run({ name: "docker-pull", command: "docker", args: ["pull", "--quiet", image] }).catch(
      (error: Error) => {
        throw new UserError(
          `${image} could not be pulled: check Docker's network, or install Java 17. ${error.message}`,
        );
      },
    );
  }
  const name = nameOf(stateDir);
  return {
    command: "docker",
    args: containerArguments(name, port, controllerPort),
    // Left by a killed command that could not end it.
    prepare: async () => void output("docker", ["rm", "--force", name], 30_000),
  };
}

/** Arguments of `docker` that run the broker on this machine's `port`. Pure. */
export function containerArguments(name: string, port: number, controllerPort: number): string[] {
  const data = "/var/lib/kafka/data";
  const properties = kafkaProperties({ logDir: data, host: "", port, controllerPort });
  const variables = { ...propertiesEnvironment(properties), KAFKA_HEAP_OPTS: heap.join(" ") };
  return [
    "run",
    "--rm",
    `--name=${name}`,
    `--publish=127.0.0.1:${port}:${port}`,
    `--volume=${name}:${data}`,
    ...Object.entries(variables).map(([variable, value]) => `--env=${variable}=${value}`),
    image,
  ];
}

/** Deletes the volume of a state directory, if there is one. */
export function deleteVolume(stateDir: string): void {
  if (dockerAnswers()) output("docker", ["volume", "rm", "--force", nameOf(stateDir)], 30_000);
}
