import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, env } from "node:process";
import { repository, runCommand, UserError } from "../command.ts";
import { commandLine } from "../command-line.ts";
import { allImages, bundle, recipeOf } from "./images.ts";

/** Both kinds of nodes: a bundle is the same file on each, only the base image differs. */
const platforms = "linux/amd64,linux/arm64";

/** Builds an image for all platforms and pushes it, with its SBOM and how it was built; resolves to its reference by digest. */
async function publish(name: string, registry: string): Promise<string> {
  const metadata = join(repository, "dist", name, "image.json");
  const attached = ["--sbom=true", "--provenance=mode=max", `--metadata-file=${metadata}`];
  const image = `${registry}/${name}`;
  const args = ["buildx", "build", `--platform=${platforms}`, "--push", ...attached, ...recipeOf(name)];
  await commandLine("docker", [...args, "-t", image, "."], {
    cwd: repository,
    env: { ...env, SOURCE_DATE_EPOCH: "0" },
  });
  const { "containerimage.digest": digest } = JSON.parse(readFileSync(metadata, "utf8"));
  return `${image}@${digest}`;
}

/**
 * `npm run publish:images -- <registry>`: builds and pushes all images, and writes their references to dist/images.json
 * and their digests, as checksums to attest, to dist/checksums.txt.
 */
if (argv[1] === import.meta.filename)
  await runCommand(async () => {
    const registry = argv[2];
    if (!registry) throw new UserError("Usage: npm run publish:images -- <registry>");
    await bundle(allImages());
    mkdirSync(join(repository, "dist"), { recursive: true });
    const images: Record<string, string> = {};
    for (const name of allImages()) images[name] = await publish(name, registry);
    const checksums = Object.values(images).map((image) => image.split("@sha256:").reverse().join("  "));
    writeFileSync(join(repository, "dist", "images.json"), `${JSON.stringify(images, null, 2)}\n`);
    writeFileSync(join(repository, "dist", "checksums.txt"), `${checksums.join("\n")}\n`);
    console.log(Object.values(images).join("\n"));
  });
