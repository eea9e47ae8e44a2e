import { SpanKind } from "@opentelemetry/api";
import type { Language } from "../_shared/domain/settings.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { traced } from "../_shared/platform/tracing/tracing.ts";
import type { PushSubscriptionRow } from "../_shared/store/accounts/push-subscriptions.ts";
import type { Message } from "./message.ts";

/** The final result of an attempt to send; anything thrown is retried. */
export type Outcome = { status: "sent" | "failed" | "skipped"; reason?: string };

/** There was no turn for it yet and nothing was sent, so it must be retried in any case. */
export class Busy extends Error {
  override name = "Busy";
}

/** The recipient of a mail, with language and time zone. */
export interface Reader {
  address: string;
  language: Language;
  time_zone: string;
}

export interface Senders {
  push: (subscription: PushSubscriptionRow, message: Message, deps: Deps) => Promise<Outcome>;
  /** `path` is where its link leads, relative to the public origin. */
  email: (reader: Reader, message: Message, path: string) => Promise<Outcome>;
}

/** The senders, with a span for each attempt. */
export const withSpans = ({ push, email }: Senders): Senders => ({
  push: (...given) => traced("push", { kind: SpanKind.CLIENT }, () => push(...given)),
  email: (...given) => traced("email", { kind: SpanKind.CLIENT }, () => email(...given)),
});
