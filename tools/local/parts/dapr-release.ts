import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Run } from "../tool.ts";
import { download, needSpace, why } from "./download.ts";

/** The release to download; `dapr-compile.ts` has the newest version that compiles from Go modules. */
export const daprVersion = "1.16.4";

/** The advice when neither works. */
export const installIt = `install Dapr by "dapr init --slim --runtime-version ${daprVersion}"`;

const architectures: Record<string, string> = { x64: "amd64", arm64: "arm64", arm: "arm" };

/**
 * Downloads the released programs (archives of one file each, with checksums beside them) into `directory`; returns the
 * reason when GitHub cannot be reached within 5 s.
 */
export async function downloadDapr(
  directory: string,
  run: Run,
  progress: (detail: string) => void,
): Promise<string | undefined> {
  const from = process.env.DAPR_RELEASES ?? "https://github.com/dapr/dapr/releases/download";
  const archives = ["daprd", "scheduler"].map((program) => {
    const archive = `${program}_${process.platform}_${architectures[process.arch]}`;
    return { program, archive, url: `${from}/v${daprVersion}/${archive}.tar.gz` };
  });
  const checksums: string[] = [];
  try {
    for (const { url } of archives) {
      const response = await fetch(`${url}.sha256`, { signal: AbortSignal.timeout(5000) });
      if (!response.ok) return `HTTP ${response.status}`;
      checksums.push((await response.text()).trim().split(/\s/)[0] ?? "");
    }
  } catch (error) {
    return why(error);
  }
  needSpace(directory, 1);
  mkdirSync(directory, { recursive: true });
  const temporary = mkdtempSync(join(dirname(directory), "dapr-"));
  try {
    for (const [i, { program, archive, url }] of archives.entries()) {
      progress(`downloading ${program} ${daprVersion}`);
      const file = join(temporary, `${archive}.tar.gz`);
      await download({ url, to: file, sha256: checksums[i] ?? "" });
      await run({ name: "tar", command: "tar", args: ["-xzf", file, "-C", temporary] });
    }
    for (const { program } of archives) renameSync(join(temporary, program), join(directory, program));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return undefined;
}
