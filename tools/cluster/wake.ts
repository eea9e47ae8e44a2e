import { argv } from "node:process";
import { runCommand } from "../command.ts";
import { pool } from "../local/parts/download.ts";
import { kubectl, namespace } from "./kubectl.ts";

const paused = "autoscaling.keda.sh/paused-replicas";
const here = ["-n", namespace];

/**
 * Starts each function that is scaled from zero once, and waits until it is ready: a Deployment at zero replicas counts
 * as rolled out, whatever its image. Throws when one does not become ready within three minutes.
 */
async function wake(say: (line: string) => void): Promise<void> {
  const { items } = JSON.parse(await kubectl("get", "scaledobjects", ...here, "-o", "json"));
  const names = items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
  await pool(names as string[], 4, async (name) => {
    await kubectl("annotate", "scaledobject", name, ...here, `${paused}=1`, "--overwrite");
    try {
      const ready = "--for=jsonpath={.status.readyReplicas}=1";
      await kubectl("wait", `deployment/${name}`, ...here, ready, "--timeout=180s");
      say(`${name} starts`);
    } finally {
      // A function that stays paused would never scale again.
      await kubectl("annotate", "scaledobject", name, ...here, `${paused}-`);
    }
  });
}

/** `npm run wake`: the last check of a rollout. */
if (argv[1] === import.meta.filename) await runCommand(() => wake(console.log));
