import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseAst } from "vite";
import { repository } from "../../tools/command.ts";

/**
 * The imports of each source, by value, by type, at run time or for a side effect: sources as paths within the
 * checkout, packages by name.
 */
export type Imports = Map<string, string[]>;

/** Reads every TypeScript source below these folders with a parser, so that no form of import is missed. */
export function readImports(folders: string[]): Imports {
  const files = folders.flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
      .filter(
        (name) => /\.(ts|tsx|mjs)$/.test(name) && !name.endsWith(".d.ts") && !name.includes("node_modules"),
      )
      .map((name) => join(folder, name)),
  );
  return new Map(files.map((file) => [file, importsOf(file)]));
}

function importsOf(file: string): string[] {
  const lang = file.endsWith(".tsx") ? "tsx" : "ts";
  const found = new Set<string>();
  visit(parseAst(readFileSync(join(repository, file), "utf8"), { lang }), (source) => {
    found.add(source.startsWith(".") ? join(dirname(file), source) : source);
  });
  return [...found];
}

// Import and export declarations, `import()` and types like `import("…")` all have a property `source`.
function visit(node: unknown, tell: (source: string) => void): void {
  if (Array.isArray(node)) for (const each of node) visit(each, tell);
  if (typeof node !== "object" || node === null) return;
  const { source } = node as { source?: { type?: string; value?: unknown } };
  if (source?.type === "Literal" && typeof source.value === "string") tell(source.value);
  for (const value of Object.values(node)) if (typeof value === "object") visit(value, tell);
}

/**
 * The circles among sources: groups of files that each import all others of the group, directly or not (Tarjan's
 * algorithm).
 */
export function circlesOf(imports: Imports): string[][] {
  const order = new Map<string, { index: number; low: number; open: boolean }>();
  const stack: string[] = [];
  const circles: string[][] = [];

  function enter(file: string) {
    const own = { index: order.size, low: order.size, open: true };
    order.set(file, own);
    stack.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!imports.has(next)) continue;
      const seen = order.get(next) ?? enter(next);
      if (seen.open) own.low = Math.min(own.low, seen.low);
    }
    if (own.low !== own.index) return own;
    const group = stack.splice(stack.indexOf(file));
    for (const each of group) (order.get(each) as { open: boolean }).open = false;
    if (group.length > 1 || imports.get(file)?.includes(file)) circles.push(group.sort());
    return own;
  }
  for (const file of imports.keys()) if (!order.has(file)) enter(file);
  return circles;
}
