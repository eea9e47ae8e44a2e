import type http from "node:http";
import type { Topic } from "../contract/topics.ts";
import type { WithBody } from "./body.ts";
import type { Opened } from "./declaration.ts";
import type { Deps } from "./deps.ts";
import { answer, type HostOptions, host } from "./host.ts";
import { eventFunction, type Subscription } from "./subscription.ts";

/** Serves a function until its pod ends. */
export function serve<T extends Topic>(
  deps: Deps,
  opened: Opened<T>,
  // biome-ignore lint/suspicious/noExplicitAny: each subscription's handler fits its own schema
  subscriptions: Subscription<any>[],
  endTracing: () => Promise<void>,
): http.Server {
  const { config } = deps;
  return host({
    name: config.APP_ID,
    port: config.PORT,
    address: config.HOST,
    token: config.APP_API_TOKEN,
    subscriptions: subscriptions.map(declaration),
    dapr: { ...eventRoutes(deps, subscriptions), ...jobRoute(opened.job), ...tickRoutes(opened.ticks) },
    ...(opened.answer && { open: opened.answer }),
    ...(opened.upgrade && { upgrade: opened.upgrade }),
    ...(opened.onDrain && { onDrain: opened.onDrain }),
    sidecarStays: deps.sidecar.isRunning,
    async onStop() {
      await opened.onStop?.();
      await deps.db.close();
      await endTracing();
    },
  });
}

const routeOf = ({ topic }: Subscription) => `/events/${topic}`;

// The function itself answers Dapr's question for subscriptions, so that topic, route and dead letters are declared
// once, beside the handler.
function declaration(subscription: Subscription) {
  const { topic, pubsub, deadLetterTopic } = subscription;
  const route = routeOf(subscription);
  return { pubsubname: pubsub, topic, route, ...(deadLetterTopic && { deadLetterTopic }) };
}

function eventRoutes(deps: Deps, subscriptions: Subscription[]) {
  return Object.fromEntries(subscriptions.map((each) => [routeOf(each), eventFunction(deps, each)]));
}

function jobRoute(job: Opened<never>["job"]): HostOptions["dapr"] {
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

function tickRoutes(ticks: Opened<never>["ticks"] = {}) {
  return Object.fromEntries(
    Object.entries(ticks).map(([name, handle]) => [
      `/${name}`,
      async (request: http.IncomingMessage, response: http.ServerResponse) => {
        // Dapr uses OPTIONS to ask whether the function accepts the binding.
        if (request.method !== "OPTIONS") await handle();
        answer(response, 200, {});
      },
    ]),
  );
}
