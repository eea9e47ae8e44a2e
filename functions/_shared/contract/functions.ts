import functions from "./functions.json" with { type: "json" };
import type { Topic } from "./topics.ts";

/** What a program may know about other functions without importing them. */
interface Known {
  shape: "event" | "cron" | "http" | "job";
  /** Topics whose events are shared between the replicas of its consumer group. */
  subscribes: Topic[];
  /** Variable → `secret/key`. */
  secrets: Record<string, string>;
}

/** The declaration of every function by name, written by `npm run generate`. */
export const knownFunctions = functions as unknown as Record<string, Known>;
