import functions from "./functions.json" with { type: "json" };
import type { Topic } from "./topics.ts";

/** What a program may know of the other functions without importing them. */
interface Known {
  shape: "event" | "cron" | "http" | "job";
  /** Topics whose events its replicas share: those of its consumer group. */
  subscribes: Topic[];
  /** Variable → `secret/key`. */
  secrets: Record<string, string>;
}

/** Every function by name, as it declares itself: written by `npm run generate`. */
export const knownFunctions = functions as unknown as Record<string, Known>;
