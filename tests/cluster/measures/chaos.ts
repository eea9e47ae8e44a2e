import { setTimeout as sleep } from "node:timers/promises";
import { kubectl, namespace } from "../../../tools/cluster/kubectl.ts";
import { list } from "../support/cluster.ts";

/** How often each kind of process was killed. */
export type Killed = Record<string, number>;

const now = ["--grace-period=0", "--force", "--wait=false"];

/** The order of kills; mostly functions and sidecars, since there are most of them. */
const turns = [
  "function",
  "sidecar",
  "function",
  "kafka",
  "function",
  "sidecar",
  "scheduler",
  "function",
  "sidecar",
];

/** Kills pods and sidecars, one every few seconds, for so many milliseconds. */
export async function chaos(ms: number): Promise<Killed> {
  const killed: Killed = {};
  const end = Date.now() + ms;
  for (let turn = 0; Date.now() < end; turn += 1) {
    const kind = turns[turn % turns.length] as string;
    const done = await kill(kind).catch((error: Error) => {
      console.log(`cannot kill a ${kind}: ${error.message.slice(0, 300)}`);
      return false;
    });
    if (done) killed[kind] = (killed[kind] ?? 0) + 1;
    await sleep(3000);
  }
  return killed;
}

async function kill(kind: string): Promise<boolean> {
  if (kind === "kafka") return remove("kafka-0", namespace);
  if (kind === "scheduler")
    return remove(`dapr-scheduler-server-${Math.floor(Math.random() * 3)}`, "dapr-system");
  // A function is a pod with a sidecar; the client's files have none.
  const pods = (await list("pods", "-l", "dapr.io/sidecar-injected=true")).filter(
    ({ metadata, status }) => !metadata.deletionTimestamp && status.phase === "Running",
  );
  const pod = pods[Math.floor(Math.random() * pods.length)]?.metadata.name;
  if (!pod) return false;
  return kind === "function" ? remove(pod, namespace) : abort(pod);
}

async function remove(pod: string, from: string): Promise<boolean> {
  await kubectl("delete", "pod", pod, "-n", from, ...now);
  return true;
}

/** Ends a pod's sidecar at once, without draining: Go's runtime ends the process on SIGABRT. */
async function abort(pod: string): Promise<boolean> {
  const [found] = await list("pods", `--field-selector=metadata.name=${pod}`);
  const image = found.spec.containers.find(({ name }: { name: string }) => name === "function").image;
  const as = ["--target=daprd", "--profile=restricted", "--quiet", `--image=${image}`];
  await kubectl("debug", pod, "-n", namespace, ...as, "--", "node", "-e", "process.kill(1, 'SIGABRT')");
  return true;
}
