import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { cloudEvent } from "@google-cloud/functions-framework";
import * as z from "zod";
import { Actor, type Envelope } from "../contract/envelope.ts";
import { recordFailure } from "../store/dead-letters/failures.ts";
import type { WithBody } from "./body.ts";
import type { Deps } from "./deps.ts";
import { listenerOf } from "./framework.ts";
import { log, messageOf } from "./log.ts";

/** An event that no retry can make valid: it becomes a dead letter at once. */
export class InvalidEvent extends Error {
  readonly code = "invalid-event";
}

/**
 * Whether no retry can cure an error, so that each would only delay others: values that our code or its libraries cannot
 * compute with, and data that the database cannot store (SQLSTATE classes 22, 23 and 54).
 */
export function isIncurable(error: unknown): boolean {
  if (error instanceof InvalidEvent || error instanceof z.ZodError) return true;
  if (error instanceof RangeError || (error instanceof TypeError && !isFetchFailure(error))) return true;
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" && /^(22|23|54)...$|^invalid-/.test(code);
}

// `fetch` rejects with a TypeError when the other side cannot be reached.
const isFetchFailure = ({ message, cause }: TypeError): boolean =>
  cause !== undefined || /fetch/.test(message);

/** Milliseconds that an attempt may wait for the database: less than the sidecar's timeout of 10 s. */
const longestTry = 9000;

/** Number of failures, over about 40 s, after which an event becomes a dead letter. */
const mostFailures = 11;

/** A subscription of a running function: its declaration, with the schema of the data and the handler. */
export interface Subscription<Data = unknown> {
  topic: string;
  /** The pub/sub component. */
  pubsub: string;
  /** The topic for events that cannot be handled; null: they are retried for ever. */
  deadLetterTopic: string | null;
  /** Types of events that are handled; undefined: all. */
  types?: readonly string[] | undefined;
  /** Whether an event about a person is handled; undefined: all are. */
  hears?: ((userId: string) => boolean) | undefined;
  schema: z.ZodType<Data>;
  handle: (event: Envelope<Data>) => Promise<void>;
}

const EnvelopeSchema = z.looseObject({
  id: z.string().min(1),
  type: z.string().catch(""),
  // A wrong value counts as missing: the dead letters must accept whatever a later version publishes.
  time: z.iso.datetime({ offset: true }).optional().catch(undefined),
  partitionkey: z.string().catch(""),
  actor: Actor.catch("system"),
  data: z.unknown(),
});

/**
 * Registers the subscription with the Functions Framework and returns the framework's request listener. The listener
 * answers nothing (done), throws (the sidecar retries) or answers DROP (dead letters), and nothing else, since Dapr
 * interprets any `status` in the body.
 */
export function eventFunction<Data>(deps: Deps, subscription: Subscription<Data>) {
  const name = `${deps.config.APP_ID}-${subscription.topic}`;
  cloudEvent(name, async (event: unknown) => {
    const latest = Date.now() + longestTry;
    try {
      await subscription.handle(validated(event, subscription.schema));
    } catch (error) {
      const failures = await reportFailure(deps, event, error);
      const isLast = failures >= mostFailures && subscription.deadLetterTopic !== null;
      if (isLast || (isIncurable(error) && subscription.deadLetterTopic !== null)) return { status: "DROP" };
      if (failures === 0) await databaseBack(deps, latest);
      throw error;
    }
  });
  const listen = listenerOf(name);
  return (request: WithBody, response: ServerResponse) => {
    if (isPassedOver(subscription, request.body)) {
      response.writeHead(204).end();
      return;
    }
    // The framework writes to the body before it validates; a body that is no object is no event and becomes a dead
    // letter.
    if (typeof request.body !== "object" || !request.body) request.body = {};
    listen(request, response);
  };
}

function isPassedOver<Data>({ types, hears }: Subscription<Data>, event: unknown): boolean {
  const { type, partitionkey } = (event ?? {}) as { type?: unknown; partitionkey?: unknown };
  if (typeof type === "string" && types && !types.includes(type)) return true;
  return typeof partitionkey === "string" && hears !== undefined && !hears(partitionkey);
}

/** The event with data of the schema; throws `InvalidEvent` naming what is wrong. */
function validated<Data>(event: unknown, schema: z.ZodType<Data>): Envelope<Data> {
  const envelope = EnvelopeSchema.safeParse(event);
  if (!envelope.success) throw new InvalidEvent(`not a CloudEvent: ${z.prettifyError(envelope.error)}`);
  const data = schema.safeParse(envelope.data.data);
  if (!data.success) throw new InvalidEvent(`data does not fit: ${z.prettifyError(data.error)}`);
  return { ...envelope.data, data: data.data } as Envelope<Data>;
}

// A dead letter contains no reason, so each failed attempt stores its own. Resolves to the number of failures of this
// function with this event, 0 when it is unknown.
async function reportFailure(deps: Deps, event: unknown, error: unknown): Promise<number> {
  const id = String((event as { id?: unknown } | null)?.id ?? "");
  log("warn", "event failed", { function: deps.config.APP_ID, event: id, error: messageOf(error) });
  const failure = { eventId: id, consumer: deps.config.APP_ID, reason: messageOf(error) };
  return recordFailure(deps.db, failure).catch(() => 0);
}

// Waits, because the sidecar's own limit of retries would be used up by a two-minute outage if each attempt failed at
// once.
async function databaseBack({ db }: Deps, latest: number): Promise<void> {
  const answers = () =>
    db.query("select").then(
      () => true,
      () => false,
    );
  const left = () => Math.max(0, latest - Date.now());
  while (left() > 0 && !(await Promise.race([answers(), sleep(left(), false)])))
    await sleep(Math.min(500, left()));
}
