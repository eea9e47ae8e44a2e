import { topics } from "../_shared/contract/topics.ts";
import { publishOutbox } from "../_shared/operations/publish.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { tryEach } from "../_shared/platform/each.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import { strandedCauses } from "../_shared/store/operations/outbox.ts";
import { overdueReminders } from "../_shared/store/reminders/reminders.ts";
import type { Fire } from "./fire.ts";

/**
 * Milliseconds between sweeps, and by which a reminder must be overdue before a sweep fires it, so that its job comes
 * first.
 */
const interval = 1000;
const headStart = 700;
/**
 * Age in seconds at which a notification of this function that is still in the outbox is published: it is due already.
 */
const handOnAfter = 3;
/**
 * Age in seconds at which any event in the outbox is published: its publisher has usually given up, and publishing
 * twice has no further effect.
 */
const strandedAfter = 90;

/** Opens the sweep; once started it runs at once and then every second until it is stopped. */
export function openSweep(deps: Deps, fire: Fire): { start: () => void; stop: () => Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    running = sweep(deps, fire)
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

/** Fires overdue reminders and publishes stranded events; a failure stops no other. */
export async function sweep(deps: Deps, fire: Fire): Promise<void> {
  const overdue = await overdueReminders(deps.db, new Date(deps.now().getTime() - headStart), 200);
  await tryEach("overdue reminder", overdue, ({ id, user_id }) => fire({ userId: user_id, cause: id }), {
    idOf: ({ id }) => id,
    atOnce: 5,
  });
  const notifications = await strandedCauses(deps.db, { age: handOnAfter, topic: topics.notifications });
  const stranded = await strandedCauses(deps.db, { age: strandedAfter });
  const causes = new Set([...notifications, ...stranded]);
  await tryEach("stranded cause", causes, (cause) => publishOutbox(deps, cause));
}
