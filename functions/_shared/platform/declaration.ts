import type { DataOf } from "../contract/channels.ts";
import type { Envelope } from "../contract/envelope.ts";
import { type Topic, topics } from "../contract/topics.ts";
import type { HostOptions } from "./host.ts";

/** A topic that a function subscribes to. */
export interface Subscribes<T extends Topic = Topic> {
  topic: T;
  /**
   * Every replica receives each event, starting with those published after it started. (Default: replicas share the
   * events, starting with the oldest.)
   */
  broadcast?: boolean;
  /**
   * Receives the events that cannot be handled; null: they are retried for ever. (Default: `dead-letters`, and null for
   * a broadcast)
   */
  deadLetterTopic?: Topic | null;
  /**
   * Types of events that the handler is called for; others are answered at once. A rule in the sidecar could keep them
   * away altogether, but Dapr 1.16 sends what no rule matches to the dead letters. (Default: all)
   */
  types?: readonly string[];
}

/**
 * What a function declares about itself, readable without starting it: manifests, components and documents are
 * generated from it.
 */
export interface Declared {
  /** Its folder's name: app-id, consumer group, image and Deployment. */
  name: string;
  /**
   * `event`: scales from zero on the lag of its topic. `cron`: runs for minutes. `http`: always on. `job`: runs to its
   * end. `exporter`: always on, for metrics.
   */
  shape: "event" | "cron" | "http" | "job" | "exporter";
  subscribes: readonly Subscribes[];
  /** Topics it publishes to, without the dead-letter topics of its subscriptions. */
  publishes: readonly Topic[];
  /** Dapr bindings that trigger it or that it invokes, by the names of their components. */
  bindings: readonly string[];
  /** Whether it sets Dapr jobs. */
  jobs: boolean;
  /** Functions that it calls by service invocation. */
  invokes: readonly "api"[];
  /** Whether it calls addresses on the internet. */
  internet: boolean;
  /** Additional scalers beside its shape: components of `manifests/features/`. */
  scaledBy: readonly string[];
  /** Settings that are secret: variable → `secret/key` in the cluster. */
  secrets: Readonly<Record<string, string>>;
  /** Starts it: loads its configuration from the environment and serves, or runs to its end. */
  start: (env: NodeJS.ProcessEnv) => Promise<void>;
}

/**
 * A handler succeeds when it resolves. `InvalidEvent` sends the event to the dead letters; any other error retries it.
 */
export type Handlers<T extends Topic> = { [K in T]: (event: Envelope<DataOf<K>>) => Promise<void> };

/** An opened function: its handlers, and what else it answers. */
export interface Opened<T extends Topic> extends Pick<HostOptions, "upgrade" | "onDrain"> {
  /** Handler of each topic. */
  on: Handlers<T>;
  /** Whether broadcasts about a person concern this replica; others are passed over unread. (Default: all do) */
  hears?: (userId: string) => boolean;
  /** Handles a Dapr job that fires. Throws to make it fire again. */
  job?: (name: string, data: unknown) => Promise<void>;
  /** Handles a tick of the input binding of this name. */
  ticks?: Record<string, () => Promise<void>>;
  /** Answers requests that come from neither the sidecar nor Kubernetes. (Default: 404.) */
  answer?: HostOptions["open"];
  /** Starts background work of the function. */
  onStart?: () => void;
  onStop?: () => Promise<void>;
}

/** The topic for a subscription's events that cannot be handled; null: none. */
export function deadLetterTopicOf({ broadcast, deadLetterTopic }: Subscribes): Topic | null {
  if (deadLetterTopic !== undefined) return deadLetterTopic;
  // The events of a broadcast need no dead letters: the shared subscription of the same topic keeps them.
  return broadcast ? null : topics.deadLetters;
}
