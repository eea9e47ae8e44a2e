import { setTimeout as sleep } from "node:timers/promises";
import type { Notification } from "../_shared/contract/schemas.ts";
import { reasons } from "../_shared/domain/reasons.ts";
import { Settings } from "../_shared/domain/settings.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { messageOf as textOf } from "../_shared/platform/log.ts";
import {
  listPushSubscriptions,
  type PushSubscriptionRow,
} from "../_shared/store/accounts/push-subscriptions.ts";
import { findUser } from "../_shared/store/accounts/users.ts";
import type { Channel, DeliveryStatus } from "../_shared/store/deliveries/deliveries.ts";
import { claimDelivery, type Delivery, recordDelivery } from "../_shared/store/deliveries/deliveries.ts";
import { findTask } from "../_shared/store/tasks/tasks.ts";
import { wordsIn } from "../_shared/words/index.ts";
import { type Announced, announce } from "./announce.ts";
import type { Deliver } from "./courier.ts";
import { hasLink, type LinkDeps, linkOf } from "./links.ts";
import { type Message, messageOf } from "./message.ts";
import { quietUntil } from "./quiet.ts";
import { Busy, type Outcome, type Senders } from "./senders.ts";

/** Delivers a notification on every channel the person wants, each once, and none waiting for another. */
export const deliver =
  (deps: LinkDeps, senders: Senders): Deliver =>
  async (data) => {
    const user = await findUser(deps.db, data.user_id);
    if (!user) return "done";
    const message = messageOf(data, wordsIn(user.language), deps.now(), user.time_zone);
    const attempt = attempts(deps, message);
    const reader = { address: user.email, language: user.language, time_zone: user.time_zone };
    if (hasLink(data)) {
      const link = await linkOf(deps, data, user);
      const skip = link && "skip" in link ? link.skip : undefined;
      const path = link && "path" in link ? link.path : "";
      const send = () => senders.email(reader, message, path).catch(failed);
      if (link) await attempt("email", user.email, send, skip);
      return attempt.outcome();
    }
    // It rings nowhere while the account is about to be erased, and is found in the app if that is called off.
    if (user.erase_at) {
      await attempt("in-app", "", () => announce(deps, user.id, announced(data)));
      return attempt.outcome();
    }
    const unproven = user.email_confirmed_at ? undefined : reasons.unconfirmed;
    const settings = Settings.parse(user.settings);
    const inApp = () => attempt("in-app", "", () => announce(deps, user.id, announced(data)));
    const later = message.kind === "test" ? undefined : quietUntil(settings, user.time_zone, deps.now());
    if (later) {
      // What rings waits for the end of the quiet hours, which is when the person looks.
      await inApp();
      const outcome = attempt.outcome();
      return outcome === "done" ? { later } : outcome;
    }
    const silence = await overFor(deps, message);
    const path = message.task_id === null ? "" : `/#/tasks/${message.task_id}`;
    const mail = () =>
      attempt("email", user.email, () => senders.email(reader, message, path), unproven ?? silence);
    const wanted = message.kind === "test" ? "never" : settings.notifications.email;
    const [pushed] = await Promise.all([
      push(deps, senders, attempt, message, settings, silence),
      inApp(),
      wanted === "always" && mail(),
    ]);
    if (wanted === "fallback" && !pushed) await mail();
    return attempt.outcome();
  };

function announced(data: Notification): Announced[] {
  if (data.kind === "reminders") return data.reminders;
  return data.kind === "reminder" ? [data] : [];
}

// The person who requested it is present and can request it again; long retries would delay the reminders behind it.
function failed(error: unknown): Outcome {
  if (error instanceof Busy) throw error;
  return { status: "failed", reason: textOf(error) };
}

async function push(
  deps: Deps,
  senders: Senders,
  attempt: Attempt,
  message: Message,
  settings: Settings,
  silence: string | undefined,
): Promise<boolean> {
  const devices = await listPushSubscriptions(deps.db, message.user_id);
  const off = settings.notifications.push ? undefined : reasons.pushOff;
  if (devices.length === 0) {
    await attempt("push", "", async () => ({ status: "skipped", reason: reasons.noDevice }), off ?? silence);
    return false;
  }
  const sendTo = (device: PushSubscriptionRow) => {
    const sent = senders.push(device, message, deps);
    return message.kind === "test" ? sent.catch(failed) : sent;
  };
  const results = await Promise.all(
    devices.map((device) => attempt("push", device.id, () => sendTo(device), off ?? silence)),
  );
  return results.includes("sent");
}

/** Why a reminder that comes late says nothing: the person has dealt with its task since. */
async function overFor(deps: Deps, message: Message): Promise<string | undefined> {
  if (!message.late || message.task_id === null) return undefined;
  const task = await findTask(deps.db, message.user_id, message.task_id);
  return task && (task.status === "done" || task.deleted_at) ? reasons.over : undefined;
}

// If recording fails after sending, a retry would send again, so a restarting database is waited for.
async function remembered(record: () => Promise<void>): Promise<void> {
  for (const pause of [250, 750, 2000]) {
    try {
      return await record();
    } catch {
      await sleep(pause);
    }
  }
  await record();
}

interface Attempt {
  (channel: Channel, target: string, send: () => Promise<Outcome>, skip?: string): Promise<DeliveryStatus>;
  /** How the deliveries went together. */
  outcome(): Awaited<ReturnType<Deliver>>;
}

function attempts(deps: Deps, notification: Message): Attempt {
  const faults: unknown[] = [];
  const attempt = async (channel: Channel, target: string, send: () => Promise<Outcome>, skip?: string) => {
    const delivery: Delivery = { notification, channel, target };
    const claim = await claimDelivery(deps.db, delivery);
    if (claim === "sending") faults.push(new Busy("another attempt is under way"));
    if (claim !== "claimed") return claim;
    if (skip) {
      await recordDelivery(deps.db, delivery, { status: "skipped", reason: skip });
      return "skipped" as const;
    }
    const outcome = await send().catch((error): { status: "sending"; reason: string } => {
      faults.push(error);
      return { status: "sending", reason: textOf(error) };
    });
    const record = () => recordDelivery(deps.db, delivery, outcome);
    await (outcome.status === "sending" ? record() : remembered(record));
    return outcome.status;
  };
  return Object.assign(attempt, {
    outcome() {
      if (faults.length === 0) return "done";
      return faults.every((fault) => fault instanceof Busy) ? "busy" : "failed";
    },
  });
}
