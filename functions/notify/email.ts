import { setTimeout } from "node:timers/promises";
import { reasons } from "../_shared/domain/reasons.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import type { Sidecar } from "../_shared/platform/sidecar.ts";
import { type Words, wordsIn } from "../_shared/words/index.ts";
import type { Message } from "./message.ts";
import { Busy, type Reader, type Senders } from "./senders.ts";

/** Name of the Dapr SMTP binding. */
const binding = "smtp";

/**
 * Milliseconds a mail may wait for the one before; together with its own sending it stays within one handling and
 * lease.
 */
const longestWait = 2500;

/**
 * Opens the sender of e-mail through the SMTP binding, one mail at a time: the binding stores the address and subject
 * of a call where the next call overwrites them (components-contrib 1.16), so two simultaneous mails could reach each
 * other's recipients.
 */
export function openEmail(sidecar: Sidecar, publicUrl: string): Senders["email"] {
  const inTurn = openTurns(longestWait);
  return (reader, message, path) =>
    inTurn(async () => {
      const { title, late } = message;
      const subject = late ? wordsIn(reader.language).late(title) : title;
      const metadata = { emailTo: reader.address, subject };
      try {
        await sidecar.invokeBinding(binding, "create", html(message, reader, publicUrl + path), metadata);
        return { status: "sent" };
      } catch (error) {
        log("warn", "cannot send a mail", { error: withoutAddresses(messageOf(error)) });
        if (!/deadline exceeded/.test(messageOf(error))) throw new Error(reasonOf(error), { cause: error });
        // The binding continues after its timeout: the mail may still be sent, and must not be sent twice.
        return { status: "failed", reason: reasons.mailSlow };
      }
    });
}

// Mail servers name the addresses they refuse; logs and the ledger must not contain them.
const withoutAddresses = (text: string): string => text.replace(/[^\s<>"\\]+@[^\s<>"\\]+/g, "…");

// The server's answer is at the end of the text that binding and sidecar put around it.
function reasonOf(error: unknown): string {
  const [, code, said = ""] = /\b([45]\d\d)[\s"\\]+([^"\\]*)/.exec(messageOf(error)) ?? [];
  return code ? `${reasons.mailRefused} (${code} ${said})` : reasons.mailUnreachable;
}

/** Runs works one after another; rejects without starting a work that would wait longer than `milliseconds`. */
function openTurns(milliseconds: number) {
  let last: Promise<unknown> = Promise.resolve();
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const before = last;
    let leave = () => {};
    last = new Promise<void>((resolve) => {
      leave = resolve;
    });
    // A work that gave up still keeps the order: those after it also wait for the one before it.
    const turn = before.then(() => "turn" as const);
    const got = await Promise.race([turn, setTimeout(milliseconds, "late" as const, { ref: false })]);
    if (got === "late") {
      void before.then(leave);
      throw new Busy(reasons.mailBusy);
    }
    return work().finally(leave);
  };
}

function html(message: Message, reader: Reader, link: string): string {
  const words = wordsIn(reader.language);
  const { id, title, body, late } = message;
  const due = dueOf(message, reader);
  const lines = [
    `<p><strong>${escaped(title)}</strong></p>`,
    ...(due ? [`<p>${escaped(words.due(due))}</p>`] : []),
    ...(late ? [`<p>${words.whyLate}</p>`] : []),
    ...body
      .split("\n")
      .filter(Boolean)
      .map((line) => `<p>${escaped(line)}</p>`),
    `<p><a href="${escaped(link)}">${labelOf(message.kind, words)}</a></p>`,
    `<!-- ${id} -->`,
  ];
  return lines.join("\n");
}

/** The due date in the reader's format: in the reader's zone, or as a day, which is the same everywhere. */
function dueOf({ due, due_at }: Message, { language, time_zone }: Reader): string | undefined {
  if (!due_at) return undefined;
  const { locale } = wordsIn(language);
  const day = { dateStyle: "full" } as const;
  if (due && !due.time)
    return new Intl.DateTimeFormat(locale, { ...day, timeZone: "UTC" }).format(new Date(due.date));
  const moment = { ...day, timeStyle: "short", timeZone: time_zone } as const;
  return new Intl.DateTimeFormat(locale, moment).format(new Date(due_at));
}

function labelOf(kind: Message["kind"], words: Words): string {
  if (kind === "confirmation") return words.confirmation.link;
  return kind === "password-reset" ? words.passwordReset.link : words.open;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
