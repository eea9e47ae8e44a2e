import { readFileSync } from "node:fs";
import { argv } from "node:process";
import { runCommand, UserError } from "../command.ts";
import { apply, kubectl, type Manifest, namespace } from "./kubectl.ts";

/** The images of a release: function → reference by digest. */
export type Images = Record<string, string>;

/** The container of a function in a Deployment or CronJob; undefined in anything else. */
function containerOf({ kind, spec }: Manifest): { image: string } | undefined {
  const pod = kind === "CronJob" ? spec.jobTemplate.spec.template.spec : spec?.template?.spec;
  if (kind !== "Deployment" && kind !== "CronJob") return undefined;
  return pod.containers.find(({ name }: { name: string }) => name === "function");
}

/** The manifests with the images of a release. Pure; throws for a function that the release lacks. */
export function withImages(manifests: Manifest[], images: Images): Manifest[] {
  return manifests.map((manifest) => {
    const copy = structuredClone(manifest);
    const container = containerOf(copy);
    if (!container) return copy;
    const image = images[copy.metadata.name];
    if (!image) throw new UserError(`The release has no image of ${copy.metadata.name}.`);
    container.image = image;
    return copy;
  });
}

/** The images in manifests. */
export function imagesOf(manifests: Manifest[]): Images {
  return Object.fromEntries(
    manifests.flatMap((manifest) => {
      const container = containerOf(manifest);
      return container ? [[manifest.metadata.name, container.image]] : [];
    }),
  );
}

/** Reads a release from a JSON file. Throws when an image is not named by its digest. */
export function readImages(file: string): Images {
  const images = JSON.parse(readFileSync(file, "utf8")) as Images;
  for (const [name, image] of Object.entries(images))
    if (!/@sha256:[0-9a-f]{64}$/.test(image))
      throw new UserError(`The image of ${name} has no digest: ${image}.`);
  return images;
}

const object = ["configmap", "release", "-n", namespace];

/** What is deployed, and what was before it, as JSON in the ConfigMap `release`. */
async function recorded(): Promise<{ current?: string; previous?: string }> {
  const text = await kubectl("get", ...object, "--ignore-not-found", "-o", "json");
  return text ? JSON.parse(text).data : {};
}

/** Records the images of a finished deployment; those before stay known, so that they can be deployed again. */
export async function recordRelease(images: Images): Promise<void> {
  const { current, previous } = await recorded();
  const deployed = JSON.stringify(images);
  const before = current === deployed ? previous : current;
  await apply([
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "release", namespace, labels: { "app.kubernetes.io/part-of": "taskwake" } },
      data: { current: deployed, ...(before && { previous: before }) },
    },
  ]);
}

/** The images before those that are deployed. Throws when none are known. */
export async function previousImages(): Promise<Images> {
  const { previous } = await recorded();
  if (!previous) throw new UserError("The cluster knows no release before this one.");
  return JSON.parse(previous);
}

/** `npm run release`: prints what is deployed, and what was before it. */
if (argv[1] === import.meta.filename) await runCommand(async () => console.log(await recorded()));
