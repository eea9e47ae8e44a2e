import { kubectl, namespace } from "../../../tools/cluster/kubectl.ts";
import { list } from "../support/cluster.ts";

/** Restarts every Deployment, like a rollout of a new version, and resolves to the seconds it took. */
export async function rolloutOfEverything(): Promise<number> {
  const began = Date.now();
  await kubectl("rollout", "restart", "deployment", "-n", namespace);
  for (const { metadata } of await list("deployments"))
    await kubectl("rollout", "status", `deployment/${metadata.name}`, "-n", namespace, "--timeout=180s");
  return Math.round((Date.now() - began) / 1000);
}
