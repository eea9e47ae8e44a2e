import { problem, problemOf } from "../_shared/contract/problems.ts";
import { Refusal, refusal } from "../_shared/domain/refusal.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import type { Gate } from "../_shared/platform/gate.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import { inThread, ThreadEnded } from "../_shared/platform/thread.ts";
import { readFile as loadFile } from "../_shared/store/imports/files.ts";
import {
  beginSending,
  type Claimed,
  endImport,
  failImport,
  releaseClaim,
  renewClaim,
} from "../_shared/store/imports/queue.ts";
import type { Brought, File, Progress } from "./read.ts";
import { sendEntries } from "./send.ts";

/** Limit of the processor time for reading a file, in milliseconds: several times that of the largest real calendars. */
const longest = 30_000;
/** Limit of the heap for it, in MiB: enough for the largest files, and what two of them have in a pod. */
const heap = 128;
/** Limit of attempts, each of which ended with its process and without any progress. */
const mostAttempts = 4;
/** Milliseconds between two renewals of a claim. */
const renewEvery = 4000;

/** Limits of concurrent imports in a process: of those that are read, which needs memory, and of all. */
export interface Places {
  reading: Gate;
  working: Gate;
}

/**
 * Reads a claimed import and sends its entries, continuing where it was. If the file cannot be read, the import fails with
 * the reason. Rejects, with the claim released, when it has to be retried.
 */
export async function runImport(
  deps: Deps,
  claimed: Claimed,
  places: Places,
  signal: AbortSignal,
): Promise<void> {
  const { db } = deps;
  const { id } = claimed;
  let progress: Progress | undefined;
  const renewal = setInterval(() => void renewClaim(db, id, progress).catch(() => undefined), renewEvery);
  const onProgress = (now: unknown) => {
    // The first report is stored at once, since most files take less time than the interval.
    if (!progress) void renewClaim(db, id, now as Progress).catch(() => undefined);
    progress = now as Progress;
  };
  try {
    if (claimed.attempts > mostAttempts)
      throw refusal("invalid", "This file could not be read, although that was tried several times.");
    await places.working(async () => {
      const brought = await places.reading(() => read(deps, claimed, onProgress, signal));
      const from = await beginSending(db, id, { total: brought.entries.length, report: brought.report });
      if (await sendEntries(deps, claimed, brought.entries, { from, signal })) await endImport(db, id);
    });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === "unavailable") {
      await releaseClaim(db, id).catch(() => undefined);
      throw error;
    }
    await failImport(db, id, problemOf(error));
  } finally {
    clearInterval(renewal);
  }
}

async function read(
  { db }: Deps,
  { user_id: userId, created_at: now, format, file, content }: Claimed,
  onProgress: (progress: unknown) => void,
  signal: AbortSignal,
): Promise<Brought> {
  signal.throwIfAborted();
  const { content_type: contentType, zone, source } = content;
  const bytes = await loadFile(db, file);
  const context = { userId, zone, source, now };
  const given: File = { bytes, contentType, format: format as File["format"], context };
  return inThread<Brought>(given, [bytes], { longest, heap, onProgress, signal }).catch((error) => {
    if (error instanceof Refusal || signal.aborted) throw error;
    if (error instanceof ThreadEnded)
      throw refusal(
        "too-large",
        `Reading this file takes too much ${error.limit}: split it into several files.`,
      );
    // A retry would fail in the same way.
    log("error", "file not understood", { error: messageOf(error) });
    throw problem("invalid", "This file could not be read.");
  });
}
