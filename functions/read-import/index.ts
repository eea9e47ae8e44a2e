import { setTimeout as sleep } from "node:timers/promises";
import type { Envelope } from "../_shared/contract/envelope.ts";
import { importEvent } from "../_shared/contract/import.ts";
import type { ImportUploaded } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { openGate } from "../_shared/platform/gate.ts";
import { type Claimed, claimImport, isUnfinished } from "../_shared/store/imports/queue.ts";
import { readFile } from "./read.ts";
import { runImport } from "./run.ts";

/** Milliseconds that an event waits for its import to finish, and for its turn. */
const patience = { end: 3000, turn: 1000 };

/**
 * Handles the events of imports. An import takes longer than an event may, so it runs in the background, and its event is
 * published again until it is finished: other people in the partition do not wait for a large file, and after a kill
 * there is still an event.
 */
function openImports(deps: Deps) {
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  const full = "Too many files are being read.";
  const places = {
    // Each person has at most one place.
    working: openGate(4, Number.POSITIVE_INFINITY, full),
    reading: openGate(2, Number.POSITIVE_INFINITY, full),
  };

  function begin(claimed: Claimed): void {
    const work = runImport(deps, claimed, places, stopping.signal).finally(() => running.delete(claimed.id));
    // An event that waits for it gets the error; there may be none at that moment.
    work.catch(() => undefined);
    running.set(claimed.id, work);
  }

  return {
    async handle({ time, data }: Envelope<ImportUploaded>): Promise<void> {
      const { import_id: id } = data;
      if (!(await isUnfinished(deps.db, id))) return;
      const claimed = running.has(id) ? undefined : await claimImport(deps.db, id);
      if (claimed) begin(claimed);
      const work = running.get(id);
      await (work ? Promise.race([work, sleep(patience.end)]) : sleep(patience.turn));
      if (!(await isUnfinished(deps.db, id))) return;
      await deps.sidecar.publish([importEvent("read-import", time ? new Date(time) : deps.now(), data)]);
    },
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.allSettled(running.values());
    },
  };
}

/**
 * Reads an uploaded file and sends its entries to `import-task`. Each file is read in a thread with limited time and memory.
 * After a kill it continues where it was, and no entry is imported twice.
 */
export default defineFunction("read-import", {
  shape: "event",
  subscribes: [{ topic: topics.importFiles }],
  publishes: ["import-task", topics.importFiles],
  thread: readFile,
  open(deps) {
    const imports = openImports(deps);
    return { on: { [topics.importFiles]: imports.handle }, onStop: imports.stop };
  },
});
