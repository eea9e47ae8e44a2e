import { setTimeout as sleep } from "node:timers/promises";
import { kubectl, namespace } from "../../../tools/cluster/kubectl.ts";

// biome-ignore lint/suspicious/noExplicitAny: each kind of the API has its own shape
type Objects = any[];

/** Objects of a kind in the namespace. */
export async function list(kind: string, ...args: string[]): Promise<Objects> {
  return JSON.parse(await kubectl("get", kind, "-n", namespace, "-o", "json", ...args)).items;
}

/** Pods of each function, including those that are starting or ending. */
export async function replicas(): Promise<Record<string, number>> {
  const [deployments, pods] = await Promise.all([list("deployments"), list("pods")]);
  const names: string[] = deployments.map(({ metadata }) => metadata.name);
  const nameOf = (pod: Objects[number]) => pod.metadata.labels["app.kubernetes.io/name"];
  return Object.fromEntries(names.map((name) => [name, pods.filter((pod) => nameOf(pod) === name).length]));
}

/** Functions that are always on; all others are at zero while nothing happens. */
export const alwaysOn = ["api", "client", "mcp", "meter", "sync"];

/**
 * Whether a function may run now by its schedule: `digest` runs for three minutes of each half hour, and a cooldown.
 */
export const keepsHours = (name: string): boolean => name === "digest" && new Date().getUTCMinutes() % 30 < 6;

/**
 * Waits until only the always-on functions run (or only those not in `of`) and resolves to the milliseconds it took.
 */
export async function untilIdle(ms = 180_000, of?: string[]): Promise<number> {
  const began = Date.now();
  let up: string[] = [];
  while (Date.now() - began < ms) {
    up = Object.entries(await replicas())
      .filter(([name, count]) => count > 0 && (of ? of.includes(name) : !alwaysOn.includes(name)))
      .filter(([name]) => !keepsHours(name))
      .map(([name, count]) => `${name} ${count}`);
    if (up.length === 0) return Date.now() - began;
    await sleep(1000);
  }
  throw new Error(`not idle after ${ms} ms: ${up.join(", ")}`);
}

/** Memory in MiB of each running container, by pod and container, as the kubelets report it. */
export async function memory(): Promise<Record<string, number>> {
  const nodes = JSON.parse(await kubectl("get", "nodes", "-o", "json")).items as Objects;
  const summaries = await Promise.all(
    nodes.map(({ metadata }) =>
      kubectl("get", "--raw", `/api/v1/nodes/${metadata.name}/proxy/stats/summary`),
    ),
  );
  const pods = summaries.flatMap((summary) => JSON.parse(summary).pods as Objects);
  return Object.fromEntries(
    pods
      .filter(({ podRef }) => podRef.namespace === namespace)
      .flatMap(({ podRef, containers = [] }) =>
        (containers as Objects).map((container) => [
          `${podRef.name}/${container.name}`,
          Math.round((container.memory?.workingSetBytes ?? 0) / 2 ** 20),
        ]),
      ),
  );
}

/** The p-th percentile (0–100) of the numbers. */
export function percentile(numbers: number[], p: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN);
}
