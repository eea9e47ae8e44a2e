import { topics } from "../_shared/contract/topics.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { cleanUp } from "../_shared/store/clean-up.ts";
import { eraseAccounts } from "./erase.ts";
import { sendDigests } from "./send.ts";

/**
 * Milliseconds between two clean-ups while the function stays up; otherwise it cleans up once per start. Nothing waits
 * for it.
 */
const cleanUpInterval = 3_600_000;

/**
 * Sends the daily digest, once a local day, to each person who wants it, erases accounts whose time has come, and removes
 * data past its retention. Running it twice, or late, has the same result.
 */
export default defineFunction("digest", {
  shape: "cron",
  bindings: ["digest-tick"],
  // Journals of an erased account are removed by `chat`.
  publishes: [topics.notifications, topics.chatMessages],
  open(deps) {
    let cleanUpAt = 0;
    const tick = async () => {
      await sendDigests(deps);
      await eraseAccounts(deps);
      if (deps.now().getTime() < cleanUpAt) return;
      await cleanUp(deps.db, deps.now());
      cleanUpAt = deps.now().getTime() + cleanUpInterval;
    };
    return { on: {}, ticks: { "digest-tick": tick } };
  },
});
