import { commandLine } from "../command-line.ts";

/** All objects of the system are in this namespace. */
export const namespace = "taskwake";

/** A Kubernetes object, with the fields used here. */
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

/** Whether it must wait for the job that comes before a rollout. */
export const isRollout = ({ metadata }: Manifest): boolean =>
  metadata.labels?.["taskwake.dev/stage"] === "rollout";

/** Runs kubectl against the cluster of KUBECONFIG and resolves to its output. */
export const kubectl = (...args: string[]): Promise<string> => commandLine("kubectl", args);

/** Applies manifests; a later `kubectl apply -k` takes over the same fields. */
export async function apply(manifests: Manifest[]): Promise<void> {
  if (manifests.length === 0) return;
  // JSON, because kubectl reads an older version of YAML, in which an unquoted "off" is not text.
  const input = JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests });
  await commandLine("kubectl", ["apply", "-f", "-"], { input });
}
