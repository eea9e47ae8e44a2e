import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { repository } from "../../local/command.ts";
import { allFunctions } from "../../local/functions.ts";

const marks = { begin: "functions: written by `npm run generate`", end: "/functions" };

/** The file with the lines between its two marks replaced. Pure. */
export function withList(text: string, lines: string[]): string {
  const pattern = new RegExp(`(^( *)# ${marks.begin}\n)[\\s\\S]*?(^ *# ${marks.end}$)`, "gm");
  return text.replace(pattern, (_all, begin: string, indent: string, end: string) =>
    [begin, ...lines.map((line) => `${indent}${line}\n`), end].join(""),
  );
}

/** What lists every function, and how it lists one; kustomize and Skaffold know no wildcard. */
export const lists: Record<string, (name: string) => string> = {
  "functions/kustomization.yaml": (name) => `- ${name}`,
  "skaffold.yaml": (name) =>
    `- { image: docker.io/taskwake/${name}, context: ., docker: { buildArgs: { FUNCTION: ${name} } }, hooks: { before: [{ command: [npx, tsx, local/build.ts, ${name}] }] } }`,
};

/** Each listing file as it should be. */
export function listings(): { file: string; wanted: string; found: string }[] {
  return Object.entries(lists)
    .map(([name, line]) => ({ file: join(repository, name), line }))
    .filter(({ file }) => existsSync(file))
    .map(({ file, line }) => {
      const found = readFileSync(file, "utf8");
      return { file, found, wanted: withList(found, allFunctions().map(line)) };
    });
}

if (argv[1] === import.meta.filename)
  for (const { file, wanted } of listings()) writeFileSync(file, wanted);
