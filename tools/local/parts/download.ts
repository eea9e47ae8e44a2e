import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, renameSync, rmSync, statfsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sentence, UserError } from "../../command.ts";

/** Cache of obtained parts for all checkouts of a user. */
export const cacheDir = () => join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "taskwake");

/** Throws a `UserError` unless so many GiB are free at `directory`. */
export function needSpace(directory: string, gibibytes: number): void {
  mkdirSync(directory, { recursive: true });
  const { bavail, bsize } = statfsSync(directory);
  if (bavail * bsize < gibibytes * 2 ** 30)
    throw new UserError(
      `The disk of ${directory} is nearly full: free at least ${gibibytes} GiB and start again.`,
    );
}

export interface Download {
  url: string;
  to: string;
  sha256: string;
}

/**
 * Downloads a file, verifies it, and only then gives it its name, so that files in the cache are complete. Tries three
 * times; then throws a `UserError`.
 */
export async function download({ url, to, sha256 }: Download): Promise<void> {
  mkdirSync(dirname(to), { recursive: true });
  const part = `${to}.${process.pid}.part`;
  let reason = "";
  for (let attempt = 1; attempt <= 3; attempt++) {
    try {
      if ((await receive(url, part)) === sha256) return renameSync(part, to);
      reason = "it arrived damaged";
    } catch (error) {
      if (sentence(error) !== undefined) throw error;
      reason = why(error);
    } finally {
      rmSync(part, { force: true });
    }
  }
  throw new UserError(
    `${url} could not be downloaded (${reason}): check the network or its proxy and start again.`,
  );
}

/** Why a download failed, in a few words. */
export function why(error: unknown): string {
  const { message, cause } = error as Error & { cause?: Error & { code?: string } };
  return cause?.code ?? cause?.message ?? message;
}

async function receive(url: string, file: string): Promise<string> {
  const stalled = new AbortController();
  const watch = () => setTimeout(() => stalled.abort(new Error("no data for 20 s")), 20_000);
  let timer = watch();
  try {
    const response = await fetch(url, { signal: stalled.signal });
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const hash = createHash("sha256");
    const body = Readable.fromWeb(response.body as import("node:stream/web").ReadableStream);
    body.on("data", (chunk: Buffer) => {
      hash.update(chunk);
      clearTimeout(timer);
      timer = watch();
    });
    await pipeline(body, createWriteStream(file, { flush: true } as object));
    return hash.digest("hex");
  } finally {
    clearTimeout(timer);
  }
}

/** Runs `work` for every item, at most `limit` at a time. */
export async function pool<T>(items: T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

/** The output of a command, or undefined if it fails. */
export function output(command: string, args: string[], timeoutMs = 5000): string | undefined {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: timeoutMs });
  return status === 0 ? stdout + stderr : undefined;
}
