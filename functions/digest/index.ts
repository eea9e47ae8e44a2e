import { loadConfig } from "../_shared/platform/config.ts";
import { openDeps } from "../_shared/platform/deps.ts";
import { serve } from "../_shared/platform/serve.ts";
import { cleanUp } from "../_shared/store/clean-up.ts";
import { sendDigests } from "./send.ts";

/**
 * Woken by the cron binding `digest-tick`: sends each person who wants it the day's digest, once a local
 * day, and removes what is past its keeping. Run twice, or late, it ends the same.
 */
const deps = openDeps(loadConfig(process.env));
/** Milliseconds between two removals where it stays up; else there is one a wake. Nothing waits for them. */
const cleanUpInterval = 3_600_000;
let cleanUpAt = 0;

serve(deps, {
  bindings: {
    "digest-tick": async () => {
      await sendDigests(deps);
      if (deps.now().getTime() < cleanUpAt) return;
      await cleanUp(deps.db);
      cleanUpAt = deps.now().getTime() + cleanUpInterval;
    },
  },
});
