import assert from "node:assert/strict";
import { test } from "node:test";
import { circlesOf, readImports } from "../support/imports.ts";

const shared = "functions/_shared";
const below = ["domain", "contract", "store", "platform"];

/** Who may import whom: each room with where it lies, and the rooms that it may import beside itself. */
const rooms: Record<string, [path: string, mayImport: string[]]> = {
  domain: [`${shared}/domain/`, []],
  words: [`${shared}/words/`, ["domain"]],
  contract: [`${shared}/contract/`, ["domain"]],
  interchange: [`${shared}/interchange/`, ["domain", "contract"]],
  store: [`${shared}/store/`, ["domain", "contract"]],
  platform: [`${shared}/platform/`, ["domain", "contract", "store"]],
  operations: [`${shared}/operations/`, below],
  functions: ["functions/", [...below, "operations", "interchange", "words"]],
  server: ["web/server/", []],
  web: ["web/src/", ["domain", "contract"]],
  tools: ["tools/", [...below, "functions", "server"]],
};

const imports = readImports(["functions", "web/server", "web/src", "tools"]);
const roomOf = (file: string) => Object.keys(rooms).find((name) => file.startsWith(rooms[name]?.[0] ?? ""));
/** The folder of a function, which imports no other function's; undefined elsewhere. */
const functionOf = (file: string) => /^functions\/([^_/][^/]*)\//.exec(file)?.[1];

test("each file imports only from its own room, and from those that its room may import", () => {
  const wrong: string[] = [];
  for (const [file, targets] of imports)
    for (const target of targets.filter((each) => /\.(ts|tsx|mjs)$/.test(each))) {
      const [from = "", to = ""] = [roomOf(file), roomOf(target)];
      const [one, other] = [functionOf(file), functionOf(target)];
      const allowed = from === to ? one === other : rooms[from]?.[1].includes(to);
      if (!allowed) wrong.push(`${from} may not import ${to || "this"}: ${file} imports ${target}`);
    }
  assert.deepEqual(wrong, []);
});

test("rules and contract do no I/O: they import no part of Node", () => {
  for (const [file, targets] of imports)
    if (["domain", "contract"].includes(roomOf(file) ?? ""))
      assert.deepEqual(
        targets.filter((target) => target.startsWith("node:")),
        [],
        file,
      );
});

test("the store refuses nothing: it returns what it found", () => {
  for (const [file, targets] of imports)
    if (roomOf(file) === "store") assert.ok(!targets.includes(`${shared}/domain/refusal.ts`), file);
});

test("no files import each other in a circle, not even for a type", () => {
  // In web/src three are left, until the client has rooms of its own.
  const circles = circlesOf(imports).filter((files) => !files.every((file) => file.startsWith("web/src/")));
  assert.deepEqual(circles, []);
});

test("circles are found, by whatever import closes them", () => {
  const chain = new Map([
    ["a", ["b"]],
    ["b", ["c", "d"]],
    ["c", ["a"]],
    ["d", ["b.json", "e"]],
    ["e", []],
    ["f", ["f"]],
  ]);
  assert.deepEqual(circlesOf(chain), [["a", "b", "c"], ["f"]]);
  const own = readImports(["web/src/ui"]).get("web/src/ui/recurrence.ts");
  assert.ok(
    own?.includes("functions/_shared/domain/recurrence/index.ts"),
    "import() and typeof import() are read",
  );
});
