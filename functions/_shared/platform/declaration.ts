import type { DataOf } from "../contract/channels.ts";
import type { Envelope } from "../contract/envelope.ts";
import { type Topic, topics } from "../contract/topics.ts";
import type { HostOptions } from "./host.ts";

/** A topic that a function subscribes to. */
export interface Subscribes<T extends Topic = Topic> {
  topic: T;
  /** Every replica gets each event, from when it came up on. (Default: replicas share the events, from the oldest on.) */
  broadcast?: boolean;
  /** Where events go that cannot be handled; null: they are retried for ever. (Default: `dead-letters`, and null for a broadcast) */
  deadLetterTopic?: Topic | null;
}

/** What is known of any function without opening it: all that manifests, components and documents say of it. */
export interface Declared {
  /** Its folder's name: app-id, consumer group, image and Deployment. */
  name: string;
  /** `event`: from zero, on the lag of its topic. `cron`: up for minutes. `http`: always on. `job`: runs to its end. */
  shape: "event" | "cron" | "http" | "job";
  subscribes: readonly Subscribes[];
  /** Topics that it publishes to; the dead letters of its subscriptions go without saying. */
  publishes: readonly Topic[];
  /** Dapr bindings that it is ticked by or invokes: components of these names. */
  bindings: readonly string[];
  /** Whether it sets jobs of its own. */
  jobs: boolean;
  /** Whether it calls addresses of the internet. */
  internet: boolean;
  /** More that scales it, beside its shape: components of `manifests/features/`. */
  scaledBy: readonly string[];
  /** Settings that are secret: variable → `secret/key` in the cluster. */
  secrets: Readonly<Record<string, string>>;
  /** Starts it: loads its configuration from the environment and serves, or runs to its end. */
  start: (env: NodeJS.ProcessEnv) => Promise<void>;
}

/** A handler is done when it resolves. Throws `InvalidEvent` for the dead letters, anything else to be retried. */
export type Handlers<T extends Topic> = { [K in T]: (event: Envelope<DataOf<K>>) => Promise<void> };

/** A function as it was opened: its handlers, and what else it answers. */
export interface Opened<T extends Topic> extends Pick<HostOptions, "upgrade" | "onDrain"> {
  /** Handler of each topic. */
  on: Handlers<T>;
  /** Handles a Dapr job that fires. Throws to have it fire again. */
  job?: (name: string, data: unknown) => Promise<void>;
  /** Handles a tick of the input binding of this name. */
  ticks?: Record<string, () => Promise<void>>;
  /** Answers what neither the sidecar nor Kubernetes asks. (Default: 404.) */
  answer?: HostOptions["open"];
  /** Begins what runs by itself while the function is up. */
  onStart?: () => void;
  onStop?: () => Promise<void>;
}

/** Where the events of a subscription go that cannot be handled; null: nowhere. */
export function deadLetterTopicOf({ broadcast, deadLetterTopic }: Subscribes): Topic | null {
  if (deadLetterTopic !== undefined) return deadLetterTopic;
  // A broadcast copy has nowhere to be replayed to: the event itself is kept by the shared subscription.
  return broadcast ? null : topics.deadLetters;
}
