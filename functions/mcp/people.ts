import type { ServerEvent, ServerEventBus } from "@modelcontextprotocol/server";
import { InMemoryServerEventBus } from "@modelcontextprotocol/server";
import type { TaskUpdate } from "../_shared/contract/schemas.ts";
import { addDays } from "../_shared/domain/days.ts";
import { localDate, toInstant } from "../_shared/domain/time.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import { findUser } from "../_shared/store/accounts/users.ts";
import { dueBetween, dueOn, nextDue } from "../_shared/store/tasks/due.ts";
import { taskUri, views, viewUri } from "./resources.ts";

/** Longest time until a person's clock is computed again: their zone may change. */
const longestWait = 15 * 60_000;
/** Time to retry after an error. */
const retryWait = 5000;

/** The people with open subscriptions on this replica. */
export interface People {
  busOf(userId: string): ServerEventBus;
  /** Distributes an update to the person's own subscriptions. */
  receive(update: TaskUpdate): void;
  /** Whether anybody listens to what happens to this person. */
  has(userId: string): boolean;
}

interface PersonState {
  bus: InMemoryServerEventBus;
  /** The next tick, and when it runs. */
  timer?: NodeJS.Timeout | undefined;
  at?: number | undefined;
  /** Up to when it was told what became due. */
  told: Date;
}

/** Opens the people of this replica. A bus is a person's own, so that no event reaches anybody else. */
export function openPeople(deps: Pick<Deps, "db" | "now">): People {
  const all = new Map<string, PersonState>();

  function tell(userId: string, taskIds: number[]): void {
    const bus = all.get(userId)?.bus;
    const uris = [...taskIds.map(taskUri), ...views.map(viewUri)];
    for (const uri of uris) bus?.publish({ kind: "resource_updated", uri });
  }

  // An earlier tick stays: what it waits for may be unknown to a tick that is just ending.
  function arm(userId: string, ms: number): void {
    const person = all.get(userId);
    const wait = Math.min(Math.max(ms, 0), longestWait);
    const at = Date.now() + wait;
    if (!person || (person.at !== undefined && person.at <= at)) return;
    clearTimeout(person.timer);
    person.at = at;
    person.timer = setTimeout(() => void tick(userId), wait);
    person.timer.unref();
  }

  /** Tells what became due or overdue since the last time, and sets the timer for the next. */
  async function tick(userId: string): Promise<void> {
    const person = all.get(userId);
    if (!person) return;
    person.at = undefined;
    try {
      const [now, user] = [deps.now(), await findUser(deps.db, userId)];
      if (!user) return;
      const today = localDate(now, user.time_zone);
      const due = await dueBetween(deps.db, userId, person.told, now);
      // A new day: what was due yesterday is overdue.
      const isNew = localDate(person.told, user.time_zone) !== today;
      const late = isNew ? await dueOn(deps.db, userId, addDays(today, -1)) : [];
      person.told = now;
      if (due.length > 0 || isNew) tell(userId, [...new Set([...due, ...late])]);
      const next = await nextDue(deps.db, userId, now);
      const midnight = toInstant({ date: addDays(today, 1) }, user.time_zone);
      const at = next && next < midnight ? next : midnight;
      arm(userId, at.getTime() - now.getTime() + 5);
    } catch (error) {
      log("warn", "cannot compute what becomes due", { error: messageOf(error) });
      arm(userId, retryWait);
    }
  }

  function begin(userId: string): PersonState {
    const person = { bus: new InMemoryServerEventBus(), told: deps.now() };
    all.set(userId, person);
    void tick(userId);
    return person;
  }

  function end(userId: string, person: PersonState): void {
    if (person.bus.listenerCount > 0 || all.get(userId) !== person) return;
    clearTimeout(person.timer);
    all.delete(userId);
  }

  return {
    busOf: (userId) => ({
      publish: (event: ServerEvent) => all.get(userId)?.bus.publish(event),
      subscribe(listener) {
        const person = all.get(userId) ?? begin(userId);
        const leave = person.bus.subscribe(listener);
        return () => {
          leave();
          end(userId, person);
        };
      },
    }),
    has: (userId) => all.has(userId),
    receive({ user_id, task_id }) {
      if (!all.has(user_id)) return;
      tell(user_id, [task_id]);
      // The change may have moved the next due instant.
      arm(user_id, 50);
    },
  };
}
