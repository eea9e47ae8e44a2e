import { join } from "node:path";
import { argv, env } from "node:process";
import { parseArgs } from "node:util";
import { build } from "../build/bundles.ts";
import { clientServer, layClientFiles } from "../build/client-files.ts";
import { repository, runCommand, UserError } from "../command.ts";
import { commandLine, succeeds } from "../command-line.ts";
import { allFunctions } from "../functions.ts";

/** Everything that has an image: the functions, and the client's files with their server. */
export const allImages = (): string[] => [...allFunctions(), "client"];

/** The name of an image in the manifests. */
const imageName = (name: string, tag: string): string => `docker.io/taskwake/${name}:${tag}`;

// Layers have no creation time, so that the same bundle gives the same image.
const builders = {
  docker: ["docker", "build", "--quiet"],
  buildah: ["buildah", "build", "--quiet", "--timestamp", "0", "--layers"],
};

/** The builder that is available: docker with its daemon, else buildah. */
async function findBuilder(): Promise<string[]> {
  if (await succeeds("docker", ["info"])) return builders.docker;
  if (await succeeds("buildah", ["--version"])) return builders.buildah;
  throw new UserError("Building images needs docker (running) or buildah: install one of them.");
}

/** What the builder needs to know of an image. */
export const recipeOf = (name: string): string[] =>
  name === "client" ? ["-f", join("web", "Dockerfile")] : ["--build-arg", `FUNCTION=${name}`];

/** Bundles the programs of images. */
export async function bundle(names: string[]): Promise<void> {
  const client = names.includes("client");
  await build({
    functions: names.filter((name) => name !== "client"),
    ...(client && { others: { client: clientServer } }),
  });
  if (client) await layClientFiles();
}

/** Bundles the programs and builds their images in parallel; resolves to the images' names. */
export async function buildImages({
  names = allImages(),
  nameOf = (name: string) => imageName(name, "dev"),
} = {}): Promise<string[]> {
  const [[command, ...options]] = await Promise.all([
    findBuilder() as Promise<[string, ...string[]]>,
    bundle(names),
  ]);
  const base = env.BASE_IMAGE ? ["--build-arg", `BASE=${env.BASE_IMAGE}`] : [];
  const buildOne = async (name: string) => {
    const image = nameOf(name);
    await commandLine(command, [...options, ...base, ...recipeOf(name), "-t", image, "."], {
      cwd: repository,
      env: { ...env, SOURCE_DATE_EPOCH: "0" },
    });
    return image;
  };
  // The first one pulls the base image; the others reuse it.
  const [first, ...rest] = names as [string, ...string[]];
  return [await buildOne(first), ...(await Promise.all(rest.map(buildOne)))];
}

/** Builds one image as Skaffold requests it: by the variables of its custom builders. */
async function forSkaffold(name: string, image: string): Promise<void> {
  await buildImages({ names: [name], nameOf: () => image });
  if (env.PUSH_IMAGE !== "true") return;
  const [builder] = await findBuilder();
  await commandLine(builder as string, ["push", image]);
}

if (argv[1] === import.meta.filename)
  await runCommand(async () => {
    const { values, positionals } = parseArgs({
      options: { tag: { type: "string", default: "dev" } },
      allowPositionals: true,
    });
    const [name] = positionals;
    if (name && env.IMAGE) return forSkaffold(name, env.IMAGE);
    const names = positionals.length > 0 ? positionals : allImages();
    const images = await buildImages({ names, nameOf: (each) => imageName(each, values.tag) });
    console.log(images.join("\n"));
  });
