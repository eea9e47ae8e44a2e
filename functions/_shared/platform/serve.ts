import type http from "node:http";
import type { WithBody } from "./body.ts";
import type { Deps } from "./deps.ts";
import { answer, type HostOptions, host } from "./host.ts";
import { pubsubName } from "./sidecar.ts";
import { deadLetterTopicOf, eventFunction, type Subscription } from "./subscription.ts";

/** A function as it is served: its subscriptions, its jobs, and what else it answers. */
export interface Served extends Pick<HostOptions, "open" | "upgrade" | "onDrain"> {
  // biome-ignore lint/suspicious/noExplicitAny: each subscription's handler fits its own schema
  subscriptions?: Subscription<any>[];
  /** Handles a Dapr job that fires. Throws to have it fire again. */
  job?: (name: string, data: unknown) => Promise<void>;
  /** Handles a tick of the input binding of this name. */
  bindings?: Record<string, () => Promise<void>>;
  onStop?: () => Promise<void>;
}

/** Serves a function until its pod ends. */
export function serve(deps: Deps, served: Served): http.Server {
  const { config } = deps;
  const subscriptions = served.subscriptions ?? [];
  return host({
    name: config.APP_ID,
    port: config.PORT,
    token: config.APP_API_TOKEN,
    subscriptions: subscriptions.map(declaration),
    dapr: { ...eventRoutes(deps, subscriptions), ...jobRoute(served.job), ...bindingRoutes(served.bindings) },
    ...(served.open && { open: served.open }),
    ...(served.upgrade && { upgrade: served.upgrade }),
    ...(served.onDrain && { onDrain: served.onDrain }),
    sidecarStays: deps.sidecar.isThere,
    async onStop() {
      await served.onStop?.();
      await deps.db.close();
    },
  });
}

const routeOf = ({ topic }: Subscription) => `/events/${topic}`;

// Said by the function itself, so that topic, route and dead letters stand once, beside the handler.
function declaration(subscription: Subscription) {
  const { topic, pubsub = pubsubName } = subscription;
  const deadLetterTopic = deadLetterTopicOf(subscription);
  return {
    pubsubname: pubsub,
    topic,
    route: routeOf(subscription),
    ...(deadLetterTopic && { deadLetterTopic }),
  };
}

function eventRoutes(deps: Deps, subscriptions: Subscription[]) {
  return Object.fromEntries(subscriptions.map((each) => [routeOf(each), eventFunction(deps, each)]));
}

function jobRoute(job: Served["job"]): HostOptions["dapr"] {
  if (!job) return {};
  const prefix = "/job/";
  return {
    [prefix]: async (request: WithBody, response: http.ServerResponse) => {
      const name = decodeURIComponent((request.url as string).slice(prefix.length));
      await job(name, request.body);
      answer(response, 200, {});
    },
  };
}

function bindingRoutes(bindings: Served["bindings"] = {}) {
  return Object.fromEntries(
    Object.entries(bindings).map(([name, handle]) => [
      `/${name}`,
      async (request: http.IncomingMessage, response: http.ServerResponse) => {
        // Dapr asks with OPTIONS whether the binding is wanted.
        if (request.method !== "OPTIONS") await handle();
        answer(response, 200, {});
      },
    ]),
  );
}
