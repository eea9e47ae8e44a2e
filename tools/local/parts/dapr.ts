import { createReadStream, existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { UserError } from "../../command.ts";
import type { Run } from "../tool.ts";
import { compileDapr } from "./dapr-compile.ts";
import { downloadDapr, installIt } from "./dapr-release.ts";
import { cacheDir, output } from "./download.ts";

/** Paths of the two programs of Dapr that a run uses. */
export interface Dapr {
  daprd: string;
  scheduler: string;
}

/**
 * `daprd` and `scheduler` of Dapr 1.16: from PATH or `~/.dapr/bin`, else from an earlier start, else downloaded, else
 * compiled by Go.
 */
export async function dapr(run: Run, progress: (detail: string) => void): Promise<Dapr> {
  const kept = join(cacheDir(), "dapr");
  for (const directory of [...(process.env.PATH ?? "").split(delimiter), join(homedir(), ".dapr", "bin")])
    if (await isUsable(programs(directory))) return programs(directory);
  if (areThere(programs(kept))) return programs(kept);
  const failed = await downloadDapr(kept, run, progress);
  if (failed !== undefined) {
    if (output("go", ["version"]) === undefined)
      throw new UserError(
        `Dapr could not be downloaded (${failed}): ${installIt}, or install Go so that it can be compiled.`,
      );
    await compileDapr(kept, run, progress);
  }
  return programs(kept);
}

const programs = (directory: string): Dapr => ({
  daprd: join(directory, "daprd"),
  scheduler: join(directory, "scheduler"),
});

const areThere = ({ daprd, scheduler }: Dapr) => existsSync(daprd) && existsSync(scheduler);

async function isUsable(found: Dapr): Promise<boolean> {
  const { daprd } = found;
  if (!areThere(found) || !output(daprd, ["--version"])?.startsWith("1.16.")) return false;
  return contains(daprd, ["components-contrib/bindings/smtp", "components-contrib/nameresolution/sqlite"]);
}

/** Some builds of daprd have only the stable components, which lack these two. */
async function contains(file: string, texts: string[]): Promise<boolean> {
  const missing = new Set(texts);
  let before = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 4 * 1024 * 1024 })) {
    const window = Buffer.concat([before, chunk as Buffer]);
    for (const text of missing) if (window.includes(text)) missing.delete(text);
    if (missing.size === 0) return true;
    before = window.subarray(-100);
  }
  return false;
}
