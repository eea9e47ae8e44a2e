import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isMap, isScalar, isSeq, type Node, parseAllDocuments } from "yaml";
import { repository } from "../../../tools/command.ts";
import { allFunctions } from "../../../tools/functions.ts";

const leaf = (name: string) => `functions/${name}/kustomization.yaml`;

/** Files of the base, its shapes and its leaves. */
function baseFiles(): string[] {
  const files = (folder: string) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => `${folder}/${file}`);
  return [...files("manifests/base"), ...files("manifests/shapes"), ...allFunctions().map(leaf)];
}

/** Settings of a resource, as `path=value`, in the files of the base that describe resources. */
function settings(file: string): string[] {
  return parseAllDocuments(readFileSync(join(repository, file), "utf8")).flatMap((document) => {
    const kind = String((document.toJS() as { kind?: string })?.kind);
    return ["Kustomization", "Component"].includes(kind) ? [] : [...leaves(document.contents as Node, kind)];
  });
}

function* leaves(node: Node | null, path: string): Generator<string> {
  if (isMap(node)) for (const { key, value } of node.items) yield* leaves(value as Node, `${path}.${key}`);
  else if (isSeq(node)) for (const item of node.items) yield* leaves(item as Node, `${path}[]`);
  else if (isScalar(node)) yield `${path}=${node.value}`;
}

// Every resource needs these: a name to be replaced, and the fields that make it one of its kind.
const necessary = /\.(apiVersion|kind)=|=function$|policyTypes|podSelector|matchLabels/;

test("the base says nothing about a resource in two files", () => {
  const places = new Map<string, string[]>();
  for (const file of baseFiles())
    for (const setting of new Set(settings(file)))
      places.set(setting, [...(places.get(setting) ?? []), file]);
  const twice = [...places].filter(([setting, files]) => files.length > 1 && !necessary.test(setting));
  console.log(`figure settings the base says twice: ${twice.length}`);
  assert.deepEqual(twice, []);
});

test("a function costs no YAML by hand in its folder", () => {
  for (const name of allFunctions()) {
    const [first] = readFileSync(join(repository, leaf(name)), "utf8").split("\n");
    assert.match(first ?? "", /^# Written by `npm run generate`/, leaf(name));
  }
});
