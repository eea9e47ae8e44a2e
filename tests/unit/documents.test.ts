import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..", "..");
const inDocs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => join("docs", name));
const atRoot = readdirSync(root).filter((name) => name.endsWith(".md"));

for (const document of [...atRoot, ...inDocs, "manifests/README.md"])
  test(`what ${document} links to is there`, () => {
    const text = readFileSync(join(root, document), "utf8");
    const broken = linksOf(text).filter((link) => !leadsSomewhere(document, link));
    assert.deepEqual(broken, []);
  });

test("every picture of the documents is shown somewhere, and small", () => {
  const all = [...atRoot, ...inDocs].map((name) => readFileSync(join(root, name), "utf8")).join("\n");
  for (const name of readdirSync(join(root, "docs", "images"))) {
    assert.ok(all.includes(`images/${name}`), `${name} is not shown`);
    assert.ok(statSync(join(root, "docs", "images", name)).size < 150_000, `${name} is too large`);
  }
});

/** Targets of a document's links and pictures, in Markdown and HTML, without those to other sites. */
function linksOf(text: string): string[] {
  const prose = text.replace(/```[\s\S]*?```|`[^`\n]*`/g, "");
  const found = [...prose.matchAll(/\]\(([^)\s]+)\)|(?:href|src(?:set)?)="([^"\s]+)"/g)];
  return found
    .map(([, link, attribute]) => link ?? (attribute as string))
    .filter((link) => !/^\w+:/.test(link));
}

function leadsSomewhere(document: string, link: string): boolean {
  const [path = "", anchor] = link.split("#", 2);
  const target = path === "" ? document : relative(root, join(root, dirname(document), path));
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || anchorsOf(readFileSync(join(root, target), "utf8")).includes(anchor);
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading as string);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}
