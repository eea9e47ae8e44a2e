import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Manifest } from "../../../tools/cluster/kubectl.ts";
import { repository } from "../../../tools/command.ts";
import { commandLine, succeeds } from "../../../tools/command-line.ts";

const programs: [string, string[]][] = [
  ["kustomize", ["build"]],
  ["kubectl", ["kustomize"]],
];

async function findKustomize(): Promise<[string, string[]] | undefined> {
  for (const [command, args] of programs)
    if (await succeeds(command, [...args, "--help"])) return [command, args];
  return undefined;
}

const kustomize = await findKustomize();

/** A reason to skip tests whose program is missing. Throws it in CI, where a skipped suite would be taken for a passed one. */
export function skipFor(reason: string): string {
  if (process.env.CI) throw new Error(reason);
  return reason;
}

/** Why manifests cannot be rendered here; false when they can. */
export const skip = kustomize ? false : skipFor("rendering needs kustomize or kubectl on the PATH");

/** Every overlay. */
export const overlays = readdirSync(join(repository, "manifests", "overlays"));

const rendered = new Map<string, Promise<Manifest[]>>();

/** The resources of an overlay, in this checkout or a copy. */
export function render(overlay: string, checkout = repository): Promise<Manifest[]> {
  const folder = join(checkout, "manifests", "overlays", overlay);
  const known = rendered.get(folder) ?? build(folder);
  rendered.set(folder, known);
  return known;
}

async function build(folder: string): Promise<Manifest[]> {
  const [command, args] = kustomize as [string, string[]];
  const text = await commandLine(command, [...args, folder]);
  return parseAllDocuments(text).map((document) => document.toJS());
}

/** The resources of a kind, by name. */
export function ofKind(manifests: Manifest[], ...kinds: string[]): Map<string, Manifest> {
  return new Map(
    manifests.filter(({ kind }) => kinds.includes(kind)).map((each) => [each.metadata.name, each]),
  );
}
