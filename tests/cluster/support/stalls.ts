import { mkdirSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { repository } from "../../../tools/command.ts";

const interval = 250;

/**
 * Watches this machine until stopped; stopping resolves to the longest time in milliseconds that it or its disk
 * stalled.
 */
export async function watchStalls(): Promise<{ stop: () => Promise<number> }> {
  mkdirSync(join(repository, "dist"), { recursive: true });
  const path = join(repository, "dist", "stalls");
  const file = await open(path, "w");
  let longest = 0;
  let going = true;
  const watching = (async () => {
    while (going) {
      const began = performance.now();
      await sleep(interval);
      await file.write(".");
      await file.sync();
      longest = Math.max(longest, performance.now() - began - interval);
    }
  })();
  return {
    async stop() {
      going = false;
      await watching.finally(() => file.close());
      await rm(path);
      return Math.round(longest);
    },
  };
}
