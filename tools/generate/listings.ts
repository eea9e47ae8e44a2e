import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../command.ts";
import { allFunctions } from "../functions.ts";

const marks = { begin: "functions: written by `npm run generate`", end: "/functions" };

/** The text with the lines between its two marks replaced. Pure. */
function withList(text: string, lines: string[]): string {
  const pattern = new RegExp(`(^( *)# ${marks.begin}\n)[\\s\\S]*?(^ *# ${marks.end}$)`, "gm");
  return text.replace(pattern, (_all, begin: string, indent: string, end: string) =>
    [begin, ...lines.map((line) => `${indent}${line}\n`), end].join(""),
  );
}

/** What lists every function, since it knows no wildcard, and how it lists one. */
const lists: Record<string, (name: string) => string> = {
  "functions/kustomization.yaml": (name) => `- ${name}`,
  "skaffold.yaml": (name) =>
    `- { image: docker.io/taskwake/${name}, custom: { buildCommand: npm run --silent images -- ${name}, dependencies: { paths: [Dockerfile, package-lock.json, tools/build, functions/${name}, functions/_shared] } } }`,
};

/** Each file with such a list, as it should be. */
export function listings(): { file: string; wanted: string }[] {
  return Object.entries(lists)
    .map(([name, line]) => ({ file: join(repository, name), line }))
    .filter(({ file }) => existsSync(file))
    .map(({ file, line }) => ({
      file,
      wanted: withList(readFileSync(file, "utf8"), allFunctions().map(line)),
    }));
}
