import { connect } from "node:net";
import * as bindingModule from "@dapr/dapr/implementation/Client/HTTPClient/binding.js";
import * as clientModule from "@dapr/dapr/implementation/Client/HTTPClient/HTTPClient.js";
import type { OutgoingEvent } from "../contract/envelope.ts";
import { currentTraceparent } from "../contract/trace-context.ts";
import type { Config } from "./config.ts";
import { messageOf } from "./log.ts";

/** The Dapr pub/sub component that carries events between functions. */
export const pubsubName = "pubsub";
/** The component that delivers a copy of each event to every replica. */
export const broadcastName = "broadcast";

/** A call of another function; `path` begins with `/` and may have a query. */
export interface Call {
  method: string;
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. (Default: none) */
  body?: unknown;
}

/** The answer to a call; a body that is not JSON is text. */
export interface CallAnswer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** The function's own sidecar. Each call rejects when the sidecar refuses or cannot be reached. */
export interface Sidecar {
  /**
   * Publishes events: those of one key in order within a topic, and to several topics in parallel. With more than a few
   * events of one key, a broker failure may change their order. Rejects when any event was refused.
   */
  publish(events: OutgoingEvent[]): Promise<void>;
  /** Invokes an output binding. */
  invokeBinding(
    name: string,
    operation: string,
    data: unknown,
    metadata?: Record<string, string>,
  ): Promise<unknown>;
  /**
   * Calls another function through both sidecars and returns its answer, whatever its status. Rejects when the function
   * cannot be reached or the sidecars do not allow the call; under an Idempotency-Key it can be repeated.
   */
  invoke(appId: string, call: Call): Promise<CallAnswer>;
  /** Sets a one-shot job, replacing one of the same name. */
  scheduleJob(name: string, dueTime: Date, data: unknown): Promise<void>;
  /** Deletes a job; does nothing when it does not exist. */
  deleteJob(name: string): Promise<void>;
  /** True when the sidecar can send. */
  isReady(): Promise<boolean>;
  /** True while the sidecar accepts connections. */
  isRunning(): Promise<boolean>;
}

/**
 * Opens the sidecar with only the HTTP parts of DaprClient. The package's own entry also loads gRPC, Express and
 * workflows, which cost each function 2.5 MB and 40 MB of memory.
 */
export function openSidecar(config: Pick<Config, "DAPR_HTTP_PORT" | "DAPR_API_TOKEN">): Sidecar {
  const port = String(config.DAPR_HTTP_PORT);
  const http = new HTTPClient({
    daprHost: "127.0.0.1",
    daprPort: port,
    daprApiToken: config.DAPR_API_TOKEN ?? "",
  });
  // The sidecar may start after the function; a call made too early fails and is retried with its event.
  http.setIsInitialized(true);
  const binding = new Binding(http);
  const jobs = (name: string) => `http://127.0.0.1:${port}/v1.0-alpha1/jobs/${encodeURIComponent(name)}`;

  async function publishOne({ topic, event }: OutgoingEvent): Promise<void> {
    const path = `/publish/${pubsubName}/${topic}?metadata.partitionKey=${encodeURIComponent(event.partitionkey)}`;
    const { traceparent } = event;
    // The header is what the sidecar goes on from.
    const headers = { "Content-Type": "application/cloudevents+json", ...(traceparent && { traceparent }) };
    await http.execute(path, { method: "POST", headers, body: event }).catch((error) => {
      throw new Error(`Cannot publish to ${topic}: ${messageOf(error)}`);
    });
  }

  // Not the client's publishBulk: it looks for failed events under a wrong name and finds none. The sidecar answers 500
  // when any event failed, and then all of them are published again.
  async function publishMany(topic: string, events: OutgoingEvent[]): Promise<void> {
    const entries = events.map(({ event }, i) => ({
      entryId: String(i),
      event,
      contentType: "application/cloudevents+json",
      metadata: { partitionKey: event.partitionkey },
    }));
    const path = `/publish/bulk/${pubsubName}/${topic}`;
    const headers = { "Content-Type": "application/json" };
    await http.executeWithApiVersion("v1.0-alpha1", path, { method: "POST", headers, body: entries });
  }

  async function publishInOrder(topic: string, events: OutgoingEvent[]): Promise<void> {
    const all = rounds(events);
    for (const round of all.length <= few ? all : [events])
      for (const part of parts(round))
        await (part.length === 1 ? publishOne(part[0] as OutgoingEvent) : publishMany(topic, part));
  }

  return {
    async publish(events) {
      const topics = [...new Set(events.map(({ topic }) => topic))];
      await Promise.all(
        topics.map((topic) =>
          publishInOrder(
            topic,
            events.filter((event) => event.topic === topic),
          ),
        ),
      );
    },
    invokeBinding: (name, operation, data, metadata) => binding.send(name, operation, data, metadata),
    invoke: (appId, call) => invoke(config, appId, call),
    async scheduleJob(name, dueTime, data) {
      // "constant" without a limit: a job is retried until it is delivered.
      const failurePolicy = { constant: { interval: "1s" } };
      await http.execute(jobs(name), {
        method: "POST",
        body: { dueTime: dueTime.toISOString(), data, overwrite: true, failurePolicy },
      });
    },
    async deleteJob(name) {
      await http.execute(jobs(name), { method: "DELETE" });
    },
    async isReady() {
      const answer = await fetch(`http://127.0.0.1:${port}/v1.0/healthz/outbound`).catch(() => undefined);
      return answer?.ok ?? false;
    },
    isRunning: () => connects(config.DAPR_HTTP_PORT),
  };
}

/** Milliseconds after which a call fails: longer than the sidecars' own timeout for it. */
const longestCall = 50_000;

async function invoke(
  config: Pick<Config, "DAPR_HTTP_PORT" | "DAPR_API_TOKEN">,
  appId: string,
  { method, path, headers = {}, body }: Call,
): Promise<CallAnswer> {
  const traceparent = currentTraceparent();
  const url = `http://127.0.0.1:${config.DAPR_HTTP_PORT}/v1.0/invoke/${appId}/method${path}`;
  const answer = await fetch(url, {
    method,
    headers: {
      ...headers,
      ...(traceparent && { traceparent }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(config.DAPR_API_TOKEN && { "dapr-api-token": config.DAPR_API_TOKEN }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(longestCall),
  });
  const text = await answer.text();
  const isJson = /[/+]json\b/.test(answer.headers.get("content-type") ?? "");
  const content: unknown = isJson && text ? JSON.parse(text) : text;
  // The sidecar's own errors have such a code; the functions' problems have none.
  const { errorCode, message } = (content || {}) as { errorCode?: unknown; message?: string };
  if (!answer.ok && errorCode !== undefined) throw new Error(`Cannot call ${appId}: ${message ?? errorCode}`);
  return { status: answer.status, headers: answer.headers, body: content };
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const tell = (is: boolean) => () => {
      socket.destroy();
      resolve(is);
    };
    // A sidecar that is too busy to answer still runs.
    socket.setTimeout(1000, tell(true)).once("connect", tell(true)).once("error", tell(false));
  });
}

/** Up to this number, the events of one key are published one after another; one operation causes no more. */
const few = 10;

/** The first event of each key, then the second of each, and so on: a failure cannot change the order of a round. */
function rounds(events: OutgoingEvent[]): OutgoingEvent[][] {
  const all: OutgoingEvent[][] = [];
  const next = new Map<string, number>();
  for (const each of events) {
    const round = next.get(each.event.partitionkey) ?? 0;
    next.set(each.event.partitionkey, round + 1);
    all[round] = [...(all[round] ?? []), each];
  }
  return all;
}

/** Most events, and characters, in one request: the sidecar accepts 4 MiB. */
const mostAtOnce = 200;
const mostCharacters = 1024 * 1024;

function parts(events: OutgoingEvent[]): OutgoingEvent[][] {
  const all: OutgoingEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const size = JSON.stringify(event).length;
    const last = all.at(-1);
    if (last && last.length < mostAtOnce && size <= room) last.push(event);
    else {
      all.push([event]);
      room = mostCharacters;
    }
    room -= size;
  }
  return all;
}

// The package is CommonJS: Node imports its default export as a property.
const HTTPClient = exported(clientModule);
const Binding = exported(bindingModule);

function exported<Default>(module: { default: Default }): Default {
  const { default: inner } = module.default as { default?: Default };
  return inner ?? module.default;
}
