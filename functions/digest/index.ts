import { topics } from "../_shared/contract/topics.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { cleanUp } from "../_shared/store/clean-up.ts";
import { sendDigests } from "./send.ts";

/** Milliseconds between two removals where it stays up; else there is one a wake. Nothing waits for them. */
const cleanUpInterval = 3_600_000;

/**
 * Sends each person who wants it the day's digest, once a local day, and removes what is past its keeping. Run twice,
 * or late, it ends the same.
 */
export default defineFunction("digest", {
  shape: "cron",
  bindings: ["digest-tick"],
  publishes: [topics.notifications],
  open(deps) {
    let cleanUpAt = 0;
    const tick = async () => {
      await sendDigests(deps);
      if (deps.now().getTime() < cleanUpAt) return;
      await cleanUp(deps.db, deps.now());
      cleanUpAt = deps.now().getTime() + cleanUpInterval;
    };
    return { on: {}, ticks: { "digest-tick": tick } };
  },
});
