import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../../tools/command.ts";

const figures: Record<string, unknown> = {};

/** Records a figure, prints it, and writes all of them to dist/cluster-figures.json. */
export function figure(name: string, value: unknown): void {
  figures[name] = value;
  console.log(`figure ${name}: ${JSON.stringify(value)}`);
  mkdirSync(join(repository, "dist"), { recursive: true });
  writeFileSync(join(repository, "dist", "cluster-figures.json"), `${JSON.stringify(figures, null, 2)}\n`);
}
