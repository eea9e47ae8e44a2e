import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repository } from "../../tools/command.ts";
import { circlesOf, readImports } from "../support/imports.ts";

const shared = "functions/_shared";
const client = "web/src";
const below = ["domain", "contract", "store", "platform"];
const drawn = ["domain", "contract", "client's core", "client's state", "client's words", "client's lib"];

/** Each room with its folder, and the rooms that it may import besides itself. */
const rooms: Record<string, [path: string, mayImport: string[]]> = {
  domain: [`${shared}/domain/`, []],
  words: [`${shared}/words/`, ["domain"]],
  contract: [`${shared}/contract/`, ["domain"]],
  interchange: [`${shared}/interchange/`, ["domain", "contract"]],
  assistant: [`${shared}/assistant/`, ["domain", "contract"]],
  store: [`${shared}/store/`, ["domain", "contract"]],
  platform: [`${shared}/platform/`, ["domain", "contract", "store"]],
  operations: [`${shared}/operations/`, below],
  functions: ["functions/", [...below, "operations", "interchange", "words", "assistant"]],
  server: ["web/server/", []],
  "client's lib": [`${client}/lib/`, ["domain"]],
  "client's core": [`${client}/core/`, ["domain", "contract", "client's lib"]],
  "client's words": [`${client}/words/`, ["domain", "contract"]],
  "client's state": [
    `${client}/state/`,
    ["domain", "contract", "client's core", "client's words", "client's lib"],
  ],
  "client's parts": [`${client}/parts/`, ["client's words", "client's lib"]],
  "client's features": [`${client}/features/`, [...drawn, "client's parts"]],
  "client's worker": [
    `${client}/sw/`,
    ["domain", "contract", "client's core", "client's words", "client's lib"],
  ],
  client: [`${client}/`, [...drawn, "client's parts", "client's features"]],
  tools: ["tools/", [...below, "functions", "server"]],
};

const imports = readImports(["functions", "web/server", "web/src", "tools"]);
/** Functions import no other function; a feature may import those whose views it shows. */
const besides: Record<string, string[]> = {
  // A list begins with quick add; a task with reminders offers notifications.
  tasks: ["quick-add", "notifications"],
  // A plan shows the changes of tasks in words.
  plans: ["tasks"],
  // A turn shows the plan that it proposed.
  chat: ["plans"],
  // The coming days are lists of tasks; a task is dragged from day to day.
  calendar: ["tasks"],
  // Sections of the one page.
  settings: ["account", "connections", "notifications"],
  // Keys move a task in its list.
  shortcuts: ["tasks"],
  // Tasks are dropped on views; the form for an ended session is shown over them.
  shell: ["tasks", "account"],
};

const roomOf = (file: string) => Object.keys(rooms).find((name) => file.startsWith(rooms[name]?.[0] ?? ""));
/** The function or feature of a file; undefined for other files. */
const ownerOf = (file: string) => /^(?:functions|web\/src\/features)\/([^_/][^/]*)\//.exec(file)?.[1];

test("each file imports only from its own room, and from those that its room may import", () => {
  const wrong: string[] = [];
  for (const [file, targets] of imports)
    for (const target of targets.filter((each) => /\.(ts|tsx|mjs)$/.test(each))) {
      const [from = "", to = ""] = [roomOf(file), roomOf(target)];
      const [one = "", other = ""] = [ownerOf(file), ownerOf(target)];
      const allowed =
        from === to ? one === other || besides[one]?.includes(other) : rooms[from]?.[1].includes(to);
      if (!allowed) wrong.push(`${from} may not import ${to || "this"}: ${file} imports ${target}`);
    }
  assert.deepEqual(wrong, []);
});

test("CONTRIBUTING shows the rooms as they are", () => {
  const text = readFileSync(join(repository, "CONTRIBUTING.md"), "utf8");
  const rows = [...text.matchAll(/^\| `(\w+)` +\|.*\|([^|]*)\|$/gm)];
  const shown = rows.map(([, room = "", cell = ""]) => [
    room,
    [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
  ]);
  const isShown = ([path]: [string, string[]]) => /^(functions\/_shared|web\/src)\/\w+\/$/.test(path);
  const inTables = Object.values(rooms).filter(isShown);
  const named = inTables.map(([path, may]) => [
    path.split("/").at(-2),
    may.map((name) => name.replace("client's ", "")),
  ]);
  const lines = (table: unknown[][]) =>
    table.map(([room, may]) => `${room}: ${[...(may as string[])].sort()}`).sort();
  assert.deepEqual(lines(shown), lines(named));
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

test("what the client draws with stays above its state, and signals stay above its replica", () => {
  for (const [file, targets] of imports) {
    const room = roomOf(file) ?? "";
    const drawing = /^client('s (parts|features))?$/.test(room);
    const wrong = targets.filter((name) => {
      if (name.startsWith("@preact/signals")) return !drawing && room !== "client's state";
      return /^preact\b/.test(name) && !drawing;
    });
    assert.deepEqual(wrong, [], file);
  }
});

test("no files import each other in a circle, not even for a type", () => {
  assert.deepEqual(circlesOf(imports), []);
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
  const own = readImports(["web/src/state"]).get("web/src/state/recurrence.ts");
  assert.ok(
    own?.includes("functions/_shared/domain/recurrence/index.ts"),
    "import() and typeof import() are read",
  );
});
