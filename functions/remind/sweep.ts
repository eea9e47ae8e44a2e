import { topics } from "../_shared/contract/topics.ts";
import { publishOutbox } from "../_shared/operations/publish.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { tryEach } from "../_shared/platform/each.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import { strandedCauses } from "../_shared/store/operations/outbox.ts";
import { overdueReminders } from "../_shared/store/reminders/reminders.ts";
import { fire } from "./fire.ts";

/** Time between sweeps, and the head start a job has before the sweep fires its reminder, in milliseconds. */
const interval = 2000;
const headStart = 1500;
/** Age in seconds at which a notification of ours that was not handed on is: it is due already. */
const handOnAfter = 3;
/** Age in seconds at which any event in the outbox counts as stranded: its publisher has given up as a rule, and twice is once. */
const strandedAfter = 90;

/** Opens the sweep, which once started runs at once and then every two seconds until it is stopped. */
export function openSweep(deps: Deps): { start: () => void; stop: () => Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    running = sweep(deps)
      .catch((error) => log("warn", "sweep failed", { error: messageOf(error) }))
      .then(() => {
        timer = setTimeout(start, interval).unref();
      });
  };
  return {
    start,
    async stop() {
      await running;
      clearTimeout(timer);
    },
  };
}

/** Fires what is overdue although no job brought it, and publishes what its publisher left behind, each by itself. */
export async function sweep(deps: Deps): Promise<void> {
  const overdue = await overdueReminders(deps.db, new Date(deps.now().getTime() - headStart), 200);
  await tryEach("overdue reminder", overdue, (id) => fire(deps, id));
  const notifications = await strandedCauses(deps.db, { age: handOnAfter, topic: topics.notifications });
  const stranded = await strandedCauses(deps.db, { age: strandedAfter });
  const causes = new Set([...notifications, ...stranded]);
  await tryEach("stranded cause", causes, (cause) => publishOutbox(deps, cause));
}
