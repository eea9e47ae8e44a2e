import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../../tools/command.ts";

/** What a function's pod gives its process, by the manifests: bytes of memory, and options of Node. */
export interface PodSize {
  memory: number;
  options: string;
}

const read = (path: string) => parse(readFileSync(join(repository, "manifests", path), "utf8"));

export function podSize(): PodSize {
  const [container] = read("shapes/function/deployment.yaml").spec.template.spec.containers;
  const [, mebibytes] = /^(\d+)Mi$/.exec(container.resources.limits.memory) ?? [];
  const literals = read("base/kustomization.yaml").configMapGenerator.flatMap(
    ({ literals }: { literals: string[] }) => literals,
  ) as string[];
  const options = literals.find((each) => each.startsWith("NODE_OPTIONS="))?.slice("NODE_OPTIONS=".length);
  if (!mebibytes || !options) throw new Error("the manifests say no size of a function");
  return { memory: Number(mebibytes) * 1024 * 1024, options };
}

/** The most memory that a process has had resident, in bytes; Linux alone tells it. */
export function peakOf(pid: number): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}
