import { join } from "node:path";
import { argv } from "node:process";
import { parseAllDocuments } from "yaml";
import { repository, runCommand, UserError } from "../../local/command.ts";
import { apply, kubectl, type Manifest, namespace } from "./kubectl.ts";
import { ensureSecrets } from "./secrets.ts";

/** Renders an overlay of manifests/overlays. */
export async function render(overlay: string): Promise<Manifest[]> {
  const text = await kubectl("kustomize", join(repository, "manifests", "overlays", overlay));
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

const isStore = ({ kind }: Manifest) => ["StatefulSet", "Kafka", "KafkaNodePool"].includes(kind);
const isJob = ({ kind }: Manifest) => kind === "Job";
const isFunction = ({ kind }: Manifest) =>
  ["Deployment", "ScaledObject", "HorizontalPodAutoscaler", "PodDisruptionBudget"].includes(kind);

/**
 * Deploys an overlay in the order that a rollout needs: what everything stands on, the stores, then the job that
 * brings schema and topics up to date beside the version that still runs, and only then the functions.
 */
export async function deploy(overlay: string, say: (line: string) => void = () => undefined): Promise<void> {
  const manifests = await render(overlay);
  const ground = manifests.filter((each) => !isStore(each) && !isJob(each) && !isFunction(each));
  await apply(ground.filter(({ kind }) => kind === "Namespace"));
  await ensureSecrets();
  await apply(ground);

  const stores = manifests.filter(isStore);
  await apply(stores);
  for (const { kind, metadata } of stores.filter(({ kind }) => kind !== "KafkaNodePool")) {
    say(`waiting for ${metadata.name}`);
    await (kind === "Kafka"
      ? kubectl("wait", `kafka/${metadata.name}`, "-n", namespace, "--for=condition=Ready", "--timeout=600s")
      : kubectl("rollout", "status", `${kind}/${metadata.name}`, "-n", namespace, "--timeout=300s"));
  }

  for (const job of manifests.filter(isJob)) await run(job, say);

  const functions = manifests.filter(isFunction);
  say("rolling out the functions");
  await apply(functions);
  for (const { metadata } of functions.filter(({ kind }) => kind === "Deployment"))
    await kubectl("rollout", "status", `deployment/${metadata.name}`, "-n", namespace, "--timeout=300s");
}

/** Runs a job to its end; one of that name that ended before makes room. */
async function run(job: Manifest, say: (line: string) => void): Promise<void> {
  const name = job.metadata.name;
  say(`running ${name}`);
  await kubectl("delete", "job", name, "-n", namespace, "--ignore-not-found");
  await apply([job]);
  await kubectl("wait", `job/${name}`, "-n", namespace, "--for=condition=Complete", "--timeout=600s").catch(
    async () => {
      const log = await kubectl("logs", `job/${name}`, "-n", namespace, "--tail=20").catch(() => "");
      throw new UserError(`The job ${name} did not complete; nothing was rolled out.\n${log}`);
    },
  );
}

if (argv[1] === import.meta.filename)
  await runCommand(async () => {
    const overlay = argv[2];
    if (!overlay) throw new UserError("Which overlay? npm run deploy -- standalone");
    await deploy(overlay, console.log);
  });
