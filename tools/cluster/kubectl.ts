import { commandLine } from "../command-line.ts";

/** Everything of the system is in this namespace. */
export const namespace = "taskwake";

/** A Kubernetes object, as far as it matters here. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own shape
  [field: string]: any;
}

/** Whether it waits for the job that comes before a rollout. */
export const isRollout = ({ metadata }: Manifest): boolean =>
  metadata.labels?.["taskwake.dev/stage"] === "rollout";

/** Runs kubectl against the cluster of KUBECONFIG and resolves to what it printed. */
export const kubectl = (...args: string[]): Promise<string> => commandLine("kubectl", args);

/** Applies manifests; a person's `kubectl apply -k` later takes over the same fields. */
export async function apply(manifests: Manifest[]): Promise<void> {
  if (manifests.length === 0) return;
  // JSON: of YAML, kubectl reads an older version than the rest, in which an unquoted "off" is no text.
  const input = JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests });
  await commandLine("kubectl", ["apply", "-f", "-"], { input });
}
