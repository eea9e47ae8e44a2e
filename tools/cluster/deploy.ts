import { join } from "node:path";
import { argv, env } from "node:process";
import { isDeepStrictEqual } from "node:util";
import { parseAllDocuments } from "yaml";
import { repository, runCommand, UserError } from "../command.ts";
import { apply, isRollout, kubectl, type Manifest, namespace } from "./kubectl.ts";
import { type Images, imagesOf, previousImages, readImages, recordRelease, withImages } from "./release.ts";
import { ensureSecrets } from "./secrets.ts";

type Say = (line: string) => void;

const inNamespace = ["-n", namespace];
const kinds =
  (...names: string[]) =>
  ({ kind }: Manifest) =>
    names.includes(kind);

/** Renders an overlay of manifests/overlays. */
async function render(overlay: string): Promise<Manifest[]> {
  const text = await kubectl("kustomize", join(repository, "manifests", "overlays", overlay));
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

/**
 * Deploys an overlay in the order of a rollout: first the foundations with the stores of the overlay; then the job that
 * migrates schema and topics while the previous version still runs; only then the functions. `images` are those of a
 * release. (Default: as the overlay names them) With `back` no job runs, since the schema of the version before is part
 * of the present one.
 */
export async function deploy(
  overlay: string,
  say: Say = () => undefined,
  { images, back = false }: { images?: Images; back?: boolean } = {},
): Promise<void> {
  const rendered = await render(overlay);
  const manifests = images ? withImages(rendered, images) : rendered;
  await bringSecrets(manifests);
  await apply(manifests.filter((each) => !isRollout(each)));
  if (!back) await settle(manifests, say);
  say("rolling out the functions");
  const rollout = manifests.filter(isRollout);
  await apply(rollout);
  for (const { metadata } of rollout.filter(kinds("Deployment")))
    await kubectl("rollout", "status", `deployment/${metadata.name}`, ...inNamespace, "--timeout=300s");
  await recordRelease(imagesOf(manifests));
}

/** Creates the namespace and its secrets, unless an operator copies the secrets from the cloud's store. */
async function bringSecrets(manifests: Manifest[]): Promise<void> {
  await apply(manifests.filter(kinds("Namespace")));
  if (manifests.some(kinds("ExternalSecret"))) return;
  const kafka = manifests.find(kinds("Kafka"))?.metadata.name;
  await ensureSecrets(kafka && `${kafka}-kafka-bootstrap.${namespace}.svc:9092`);
}

/** Waits until the applied objects exist, and runs the jobs that come before a rollout. */
async function settle(manifests: Manifest[], say: Say): Promise<void> {
  for (const { kind, metadata } of manifests.filter(kinds("ExternalSecret", "Kafka")))
    await wait(`${kind}/${metadata.name}`, "Ready", say);
  for (const { metadata } of manifests.filter(kinds("StatefulSet"))) {
    say(`waiting for ${metadata.name}`);
    await kubectl("rollout", "status", `statefulset/${metadata.name}`, ...inNamespace, "--timeout=300s");
  }
  for (const { metadata } of manifests.filter(kinds("CronJob"))) await run(metadata.name, say);
}

async function wait(object: string, condition: string, say: Say): Promise<void> {
  say(`waiting for ${object}`);
  await kubectl("wait", object, ...inNamespace, `--for=condition=${condition}`, "--timeout=600s");
}

/**
 * Whether this run of Skaffold has run this version of the cron job: Skaffold deploys at each change, mostly of
 * something else.
 */
async function hasRun(name: string): Promise<boolean> {
  if (!env.SKAFFOLD_RUN_ID) return false;
  const mine = `skaffold.dev/run-id=${env.SKAFFOLD_RUN_ID}`;
  const { items } = JSON.parse(
    await kubectl("get", "cronjobs,jobs", ...inNamespace, "-l", mine, "-o", "json"),
  );
  const wanted = items.find((each: Manifest) => each.kind === "CronJob" && each.metadata.name === name);
  const isDone = ({ kind, spec, status }: Manifest) =>
    kind === "Job" &&
    status.succeeded === 1 &&
    isDeepStrictEqual(spec.template.spec, wanted?.spec.jobTemplate.spec.template.spec);
  return items.some(isDone);
}

/** Runs a cron job now and waits for its end. */
async function run(name: string, say: Say): Promise<void> {
  if (await hasRun(name)) return;
  const job = `${name}-${Date.now().toString(36)}`;
  await kubectl("create", "job", job, `--from=cronjob/${name}`, ...inNamespace);
  await wait(`job/${job}`, "Complete", say).catch(async () => {
    const log = await kubectl("logs", `job/${job}`, ...inNamespace, "--tail=20").catch(() => "");
    throw new UserError(`The job ${job} did not complete; nothing was rolled out.\n${log}`);
  });
}

/** Skaffold applies manifests itself; it calls these steps before and in between. */
const parts: Record<string, (overlay: string, file?: string) => Promise<void>> = {
  "--all": (overlay) => deploy(overlay, console.log),
  "--images": async (overlay, file = "images.json") =>
    deploy(overlay, console.log, { images: readImages(file) }),
  "--back": async (overlay) => deploy(overlay, console.log, { images: await previousImages(), back: true }),
  "--secrets": async (overlay) => bringSecrets(await render(overlay)),
  "--settle": async (overlay) => settle(await render(overlay), console.log),
};

if (argv[1] === import.meta.filename)
  await runCommand(async () => {
    const [overlay, part = "--all", file] = argv.slice(2);
    const work = parts[part];
    if (!overlay || !work) throw new UserError("Which overlay? npm run deploy -- standalone");
    await work(overlay, file);
  });
