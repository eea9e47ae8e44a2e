import type { Language } from "../_shared/domain/settings.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import type { PushSubscriptionRow } from "../_shared/store/accounts/push-subscriptions.ts";
import type { Message } from "./message.ts";

/** How an attempt to send ended for good; anything thrown is tried again. */
export type Outcome = { status: "sent" | "failed" | "skipped"; reason?: string };

/** There is no turn for it yet, and nothing was sent: to be tried again, whatever it is. */
export class Busy extends Error {
  override name = "Busy";
}

/** Whom a mail goes to, in whose words and time. */
export interface Reader {
  address: string;
  language: Language;
  time_zone: string;
}

export interface Senders {
  push: (subscription: PushSubscriptionRow, message: Message, deps: Deps) => Promise<Outcome>;
  /** `path` is where its link leads, below the public origin. */
  email: (reader: Reader, message: Message, path: string) => Promise<Outcome>;
}
