import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { allImages } from "../../../../tools/cluster/images.ts";
import { imagesOf, readImages, withImages } from "../../../../tools/cluster/release.ts";
import { render, skip } from "../../manifests/render.ts";

const digest = (name: string) => `ghcr.io/someone/taskwake/${name}@sha256:${"a".repeat(64)}`;
const release = Object.fromEntries(allImages().map((name) => [name, digest(name)]));

test("a release names the image of every function by digest, and changes nothing else", {
  skip,
}, async () => {
  const manifests = await render("plain");
  const released = withImages(manifests, release);
  assert.deepEqual(imagesOf(released), release);
  const before = imagesOf(manifests);
  assert.deepEqual(withImages(released, before), manifests);
});

test("a release that lacks a function is refused before anything is deployed", { skip }, async () => {
  const { remind: _, ...rest } = release;
  const manifests = await render("plain");
  assert.throws(() => withImages(manifests, rest), /no image of remind/);
});

test("a file of images with a tag is refused", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "images-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "images.json");
  writeFileSync(file, JSON.stringify(release));
  assert.deepEqual(readImages(file), release);
  writeFileSync(file, JSON.stringify({ ...release, api: "ghcr.io/someone/taskwake/api:latest" }));
  assert.throws(() => readImages(file), /api has no digest/);
});
