import type { OutgoingEvent } from "../../../functions/_shared/contract/envelope.ts";
import type { Topic } from "../../../functions/_shared/contract/topics.ts";
import type { Sidecar } from "../../../functions/_shared/platform/sidecar.ts";

/** The token of every function's sidecar in tests. */
export const appToken = "the token of the sidecar";

/** A sidecar that records the calls of a function without executing them. */
export interface RecordedSidecar extends Sidecar {
  /** Events that were published, in order. */
  published: OutgoingEvent[];
  /** Current jobs, by name. */
  jobs: Map<string, { dueTime: Date; data: unknown }>;
  /** Calls of bindings. */
  invoked: { name: string; data: unknown; metadata: Record<string, string> }[];
  /** The function that invokes others, as their sidecars name it. */
  appId: string;
  /** Origins of the functions that can be invoked, by name. */
  apps: Map<string, string>;
  /** Called before each call; throwing makes the call fail. */
  check: (call: Partial<OutgoingEvent> & { binding?: string }) => void;
  /** The published events of a topic; clears all recorded events. */
  take(topic: Topic): OutgoingEvent["event"][];
}

export function recordSidecar(): RecordedSidecar {
  const sidecar: RecordedSidecar = {
    published: [],
    jobs: new Map(),
    invoked: [],
    appId: "mcp",
    apps: new Map(),
    check: () => undefined,
    take(topic) {
      const events = sidecar.published.filter((each) => each.topic === topic).map(({ event }) => event);
      sidecar.published = [];
      return events;
    },
    async publish(events) {
      for (const each of events) {
        sidecar.check(each);
        // As received: values that JSON cannot represent are lost.
        sidecar.published.push(JSON.parse(JSON.stringify(each)));
      }
    },
    async invokeBinding(name, _operation, data, metadata = {}) {
      sidecar.check({ binding: name });
      sidecar.invoked.push({ name, data, metadata });
      return undefined;
    },
    async invoke(appId, { method, path, headers = {}, body }) {
      const url = (sidecar.apps.get(appId) ?? "http://127.0.0.1:1") + path;
      const told = { "dapr-caller-app-id": sidecar.appId, "dapr-api-token": appToken };
      const answer = await fetch(url, {
        method,
        headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }), ...told },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = /[/+]json/.test(answer.headers.get("content-type") ?? "");
      return {
        status: answer.status,
        headers: answer.headers,
        body: isJson && text ? JSON.parse(text) : text,
      };
    },
    async scheduleJob(name, dueTime, data) {
      sidecar.jobs.set(name, { dueTime, data });
    },
    async deleteJob(name) {
      sidecar.jobs.delete(name);
    },
    isReady: async () => true,
    isRunning: async () => true,
  };
  return sidecar;
}
