import { hostname } from "node:os";
import type * as z from "zod";
import { channels } from "../contract/channels.ts";
import type { Envelope } from "../contract/envelope.ts";
import type { Topic } from "../contract/topics.ts";
import { type Config, InvalidConfig, loadConfig } from "./config.ts";
import { type Declared, deadLetterTopicOf, type Opened, type Subscribes } from "./declaration.ts";
import { type Deps, openDeps } from "./deps.ts";
import { serve } from "./serve.ts";
import { broadcastName, pubsubName } from "./sidecar.ts";
import { isThread, serveThread, type ThreadWork } from "./thread.ts";
import { openTracing } from "./tracing/tracing.ts";

/** The type of a function's variables. */
type SettingsOf<Shape extends z.ZodRawShape> = Config & z.infer<z.ZodObject<Shape>>;

type Optional = "subscribes" | "publishes" | "bindings" | "jobs" | "invokes" | "internet" | "scaledBy";

/** The declaration of a function. */
interface Definition<T extends Topic, Shape extends z.ZodRawShape> extends Partial<Pick<Declared, Optional>> {
  shape: Exclude<Declared["shape"], "job" | "exporter">;
  subscribes?: readonly Subscribes<T>[];
  /** Its own variables, in addition to the common ones. */
  settings?: Shape;
  secrets?: { readonly [Variable in keyof Shape]?: string };
  /** What `inThread` runs in a thread of the function. */
  thread?: ThreadWork<never, unknown>;
  /** Creates its handlers from its dependencies. Starts nothing. */
  open: (deps: Deps<SettingsOf<Shape>>) => Opened<T>;
}

/** A function that serves until its pod ends. */
export interface ServedFunction<T extends Topic, Shape extends z.ZodRawShape> extends Declared {
  settings: Shape;
  open: Definition<T, Shape>["open"];
}

/** Declares the function of this folder. Importing it starts nothing; `start` does. */
export function defineFunction<T extends Topic = never, Shape extends z.ZodRawShape = Record<never, never>>(
  name: string,
  definition: Definition<T, Shape>,
): ServedFunction<T, Shape> {
  const { subscribes = [], settings = {} as Shape, open } = definition;
  return {
    ...{ publishes: [], bindings: [], jobs: false, invokes: [], internet: false, scaledBy: [] },
    ...definition,
    ...{ name, subscribes, settings, secrets: (definition.secrets ?? {}) as Record<string, string> },
    async start(env) {
      if (isThread && definition.thread) return serveThread(definition.thread);
      const config = loadConfig(env, settings);
      if (config.APP_ID !== name) throw new InvalidConfig(`APP_ID is ${config.APP_ID}, and this is ${name}.`);
      const endTracing = openTracing({
        // A pod's host is named like the pod.
        ...{ service: name, instance: hostname() },
        ...{ endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT, share: config.OTEL_TRACES_SAMPLER_ARG },
      });
      const deps = openDeps(config) as Deps<SettingsOf<Shape>>;
      const opened = open(deps);
      serve(deps, opened, subscriptionsOf(subscribes, opened), endTracing);
      opened.onStart?.();
    },
  };
}

function subscriptionsOf<T extends Topic>(subscribes: readonly Subscribes<T>[], { on, hears }: Opened<T>) {
  return subscribes.map((each) => ({
    topic: each.topic,
    pubsub: each.broadcast ? broadcastName : pubsubName,
    deadLetterTopic: deadLetterTopicOf(each),
    types: each.types,
    hears: each.broadcast ? hears : undefined,
    schema: channels[each.topic].schema as z.ZodType<never>,
    handle: on[each.topic] as (event: Envelope) => Promise<void>,
  }));
}
