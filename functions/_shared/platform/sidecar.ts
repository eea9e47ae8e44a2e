import { connect } from "node:net";
import * as bindingModule from "@dapr/dapr/implementation/Client/HTTPClient/binding.js";
import * as clientModule from "@dapr/dapr/implementation/Client/HTTPClient/HTTPClient.js";
import * as pubsubModule from "@dapr/dapr/implementation/Client/HTTPClient/pubsub.js";
import type { OutgoingEvent } from "../contract/envelope.ts";
import type { Config } from "./config.ts";

/** The Dapr pub/sub component that carries events between functions. */
export const pubsubName = "pubsub";
/** The component that brings every replica its own copy of an event. */
export const broadcastName = "broadcast";

/** The function's own sidecar. Each call rejects when the sidecar refuses or cannot be reached. */
export interface Sidecar {
  /**
   * Publishes events: in order on one topic, side by side on several; more than a few at once, in an order that
   * a broker failing meanwhile may change. Rejects when any of them was refused.
   */
  publish(events: OutgoingEvent[]): Promise<void>;
  /** Invokes an output binding. */
  invokeBinding(
    name: string,
    operation: string,
    data: unknown,
    metadata?: Record<string, string>,
  ): Promise<unknown>;
  /** Sets a one-shot job, replacing one of the same name. */
  scheduleJob(name: string, dueTime: Date, data: unknown): Promise<void>;
  /** Deletes a job; one that is gone already is fine. */
  deleteJob(name: string): Promise<void>;
  /** True when the sidecar's outbound side is up. */
  isReady(): Promise<boolean>;
  /** True while the sidecar takes connections. */
  isThere(): Promise<boolean>;
}

/**
 * Opens the sidecar by the parts of DaprClient that speak HTTP. The package's own entry also loads gRPC,
 * Express and workflows: 2.5 MB and 40 MB of memory that a small function would carry for nothing.
 */
export function openSidecar(config: Pick<Config, "DAPR_HTTP_PORT" | "DAPR_API_TOKEN">): Sidecar {
  const port = String(config.DAPR_HTTP_PORT);
  const http = new HTTPClient({
    daprHost: "127.0.0.1",
    daprPort: port,
    daprApiToken: config.DAPR_API_TOKEN ?? "",
  });
  // The sidecar may come up after the function; a call made too early fails and is retried with its event.
  http.setIsInitialized(true);
  const pubsub = new Pubsub(http);
  const binding = new Binding(http);
  const jobs = (name: string) => `http://127.0.0.1:${port}/v1.0-alpha1/jobs/${encodeURIComponent(name)}`;

  async function publishOne({ topic, event }: OutgoingEvent): Promise<void> {
    const { error } = await pubsub.publish(pubsubName, topic, event, {
      contentType: "application/cloudevents+json",
      metadata: { partitionKey: event.partitionkey },
    });
    if (error) throw new Error(`Cannot publish to ${topic}: ${error.message}`);
  }

  // Not the client's publishBulk: it looks for the failed ones under a name that the sidecar does not use, and
  // finds none. The sidecar answers 500 when one of them failed, and then all of them are tried again.
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
    if (events.length <= few) for (const event of events) await publishOne(event);
    else for (const part of parts(events)) await publishMany(topic, part);
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
    async scheduleJob(name, dueTime, data) {
      // "constant" without a bound: a job that cannot be delivered is tried again until it can.
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
    isThere: () => connects(config.DAPR_HTTP_PORT),
  };
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const tell = (is: boolean) => () => {
      socket.destroy();
      resolve(is);
    };
    // One that is too busy to answer is there.
    socket.setTimeout(1000, tell(true)).once("connect", tell(true)).once("error", tell(false));
  });
}

/** Events that are published one by one; as many as one operation causes. */
const few = 10;
/** Most events, and characters of them, in one request: the sidecar takes 4 MiB. */
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

// The package is CommonJS: its default export is a property of what Node imports.
const HTTPClient = exported(clientModule);
const Pubsub = exported(pubsubModule);
const Binding = exported(bindingModule);

function exported<Default>(module: { default: Default }): Default {
  const { default: inner } = module.default as { default?: Default };
  return inner ?? module.default;
}
