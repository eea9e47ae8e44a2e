import type { OutgoingEvent } from "../_shared/contract/envelope.ts";
import { notificationEvent } from "../_shared/contract/notification.ts";
import { isLate } from "../_shared/domain/reminders.ts";
import { publishOutbox } from "../_shared/operations/publish.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { openLane } from "../_shared/platform/lane.ts";
import { isUnreachable, type Queryable } from "../_shared/store/database.ts";
import { type WrittenEvents, writeOutbox } from "../_shared/store/operations/outbox.ts";
import {
  crowdedAmong,
  type FiredReminder,
  fireReminders,
  markCounted,
} from "../_shared/store/reminders/reminders.ts";

/** Most reminders of one person and moment that are told singly; more are one notification that counts them. */
const mostSingly = 3;
/** Most reminders of one person that are fired together with those of others, who wait for them. */
const mostTogether = 50;
/** Reminders that a notification names which counts more. */
const named = 5;

/** A person whose reminders are to be fired, and the reminder whose job or sweep it was. */
interface Due {
  userId: string;
  cause: string;
}

/** Fires whatever is due of a person; see `openFire`. */
export type Fire = (due: Due) => Promise<void>;

/**
 * Opens the firing of whatever is due of a person, each reminder once: marks it and writes its notification in one
 * transaction, then publishes; fired again, only the rest of its outbox is published. Those that arrive while a
 * transaction is under way go into the next one together; should it fail, each goes by itself, as who has many due does
 * anyway, so that nobody waits for them.
 */
export function openFire(deps: Deps): Fire {
  const fireTogether = openLane<Due, boolean>({
    keyOf: ({ userId }) => userId,
    work: (group) =>
      fireFew(deps, group).then(
        (crowded) => group.map(({ userId }) => !crowded.has(userId)),
        (error) => {
          if (group.length === 1 || isUnreachable(error)) throw error;
          return group.map(() => false);
        },
      ),
  });
  return async (due) => {
    if (!(await fireTogether(due))) await fireAll(deps, [due]);
    // What is in the outbox, and not what was written just now: a job that comes again fires more under the same cause.
    await publishOutbox(deps, due.cause);
  };
}

/** Fires those who have few due, and returns the others. */
async function fireFew(deps: Deps, group: Due[]): Promise<Set<string>> {
  const people = group.map(({ userId }) => userId);
  const crowded = await crowdedAmong(deps.db, people, deps.now(), mostTogether);
  const few = group.filter(({ userId }) => !crowded.has(userId));
  if (few.length > 0) await fireAll(deps, few);
  return crowded;
}

async function fireAll(deps: Deps, group: Due[]): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const people = group.map(({ userId }) => userId);
    const fired = await fireReminders(tx, people, deps.now());
    const all: WrittenEvents[] = [];
    for (const { userId, cause } of group) {
      const own = fired.filter(({ user_id }) => user_id === userId);
      all.push({ cause, events: await notifications(tx, deps, own) });
    }
    await writeOutbox(tx, all);
  });
}

async function notifications(tx: Queryable, deps: Deps, fired: FiredReminder[]): Promise<OutgoingEvent[]> {
  const now = deps.now();
  const [first] = fired;
  if (!first || fired.length <= mostSingly) return fired.map((reminder) => single(reminder, now));
  const notification_id = deps.newId();
  await markCounted(
    tx,
    fired.map(({ id }) => id),
    notification_id,
  );
  const event = notificationEvent("remind", "system", now, {
    ...{ kind: "reminders", user_id: first.user_id, notification_id, count: fired.length },
    reminders: fired.slice(0, named).map(({ id, task_id, title }) => ({ reminder_id: id, task_id, title })),
    requested_at: first.remind_at.toISOString(),
    late: isLate(first.remind_at, now),
  });
  return [event];
}

function single(reminder: FiredReminder, now: Date): OutgoingEvent {
  const { id: reminder_id, task_id, user_id, title, due, due_at, remind_at } = reminder;
  return notificationEvent("remind", "system", now, {
    ...{ reminder_id, task_id, user_id, title, due, kind: "reminder" },
    due_at: due_at?.toISOString() ?? null,
    remind_at: remind_at.toISOString(),
    late: isLate(remind_at, now),
  });
}
