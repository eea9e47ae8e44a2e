import { SpanKind } from "@opentelemetry/api";
import type { Envelope } from "../_shared/contract/envelope.ts";
import { notificationIdOf } from "../_shared/contract/notification.ts";
import { Notification } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import { readTraceparent } from "../_shared/contract/trace-context.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import { isIncurable } from "../_shared/platform/subscription.ts";
import { traced } from "../_shared/platform/tracing/tracing.ts";
import { isUnreachable } from "../_shared/store/database.ts";
import { recordDeadLetter } from "../_shared/store/dead-letters/dead-letters.ts";
import { failDeliveries } from "../_shared/store/deliveries/deliveries.ts";
import {
  addPending,
  claimPending,
  type Pending,
  postponePending,
  removePending,
} from "../_shared/store/deliveries/pending.ts";

/** Delivers a notification; resolves to whether something of it has to be tried again, and counts as a try, or to when it may go on. */
export type Deliver = (data: Notification) => Promise<"done" | "failed" | "busy" | { later: Date }>;

/** Most notifications that one replica delivers at a time, each of another person. */
const places = 48;
/** Milliseconds between looks for notifications whose next try has come. */
const interval = 1000;
/** Seconds until each further try: about half an hour in all. */
const delays = [1, 3, 10, 30, 60, 120, 300, 600, 900];
/** Seconds until the next try when nothing was tried. */
const shortly = 1;

/** Takes notifications over from their topic, and delivers them from the table side by side. */
export interface Courier {
  /** Stores a notification, which is delivered soon. */
  take(event: Envelope<Notification>): Promise<void>;
  /** Delivers what others left, and again what has to be, until it is stopped. */
  start(): void;
  /** Begins nothing new, and resolves when everything under way has ended. */
  stop(): Promise<void>;
}

/** Opens the courier; it delivers what it takes, and after `start` also the rest. */
export function openCourier(deps: Deps, deliver: Deliver): Courier {
  const underWay = new Map<string, Promise<void>>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let again = false;

  async function look(): Promise<void> {
    do {
      again = false;
      const most = places - underWay.size;
      if (stopped || most <= 0) return;
      const claimed = await claimPending(deps.db, { most, except: [...underWay.keys()] });
      for (const each of claimed) begin(each);
    } while (again);
  }
  function wake(): void {
    again = true;
    looking ??= look()
      .catch((error) => log("warn", "cannot look for notifications", { error: messageOf(error) }))
      .finally(() => {
        looking = undefined;
      });
  }
  function begin(pending: Pending): void {
    const work = handle(deps, deliver, pending)
      .catch((error) => log("warn", "a notification failed", { id: pending.id, error: messageOf(error) }))
      .finally(() => {
        underWay.delete(pending.user_id);
        if (!stopped) wake();
      });
    underWay.set(pending.user_id, work);
  }

  return {
    async take(event) {
      await addPending(deps.db, notificationIdOf(event.data), event.data.user_id, event);
      wake();
    },
    start() {
      wake();
      timer = setInterval(wake, interval).unref();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await looking;
      await Promise.all(underWay.values());
    },
  };
}

async function handle(deps: Deps, deliver: Deliver, pending: Pending): Promise<void> {
  const { id, event, attempts } = pending;
  const parent = readTraceparent(event.traceparent) ?? null;
  const outcome = await traced("deliver", { kind: SpanKind.INTERNAL, parent }, () =>
    deliver(Notification.parse(event.data)),
  ).catch((error: unknown) => ({ error }));
  if (outcome === "done") return removePending(deps.db, id);
  if (typeof outcome === "object" && "later" in outcome) {
    const seconds = (outcome.later.getTime() - deps.now().getTime()) / 1000;
    return postponePending(deps.db, { id, attempts }, Math.max(shortly, seconds));
  }
  const isTry = outcome === "failed" || (outcome !== "busy" && !isUnreachable(outcome.error));
  const tries = isTry ? attempts + 1 : attempts;
  const delay = isTry ? delays[attempts] : shortly;
  const error = typeof outcome === "object" ? outcome.error : undefined;
  if (isTry)
    log("warn", "a notification failed", { id, tries, ...(error ? { error: messageOf(error) } : {}) });
  if (delay !== undefined && !isIncurable(error))
    return postponePending(deps.db, { id, attempts: tries }, delay);
  // What a push service or mail server never took is told by the ledger; any other error is for the operator.
  await deps.db.transaction(async (tx) => {
    await failDeliveries(tx, id);
    const letter = { topic: topics.notifications, reason: `notify: ${messageOf(error)}`, attempts: tries };
    if (error) await recordDeadLetter(tx, event, letter);
    await removePending(tx, id);
  });
}
