import * as z from "zod";
import functions from "./functions.json" with { type: "json" };
import { commandTopics, topics } from "./topics.ts";

/** What a program may know about other functions without importing them. */
const Known = z.object({
  shape: z.enum(["event", "cron", "http", "job", "exporter"]),
  /** Topics whose events are shared between the replicas of its consumer group. */
  subscribes: z.array(z.enum([...commandTopics, ...Object.values(topics)])),
  /** Variable → `secret/key`. */
  secrets: z.record(z.string(), z.string()),
});

/** The declaration of every function by name, written by `npm run generate`. */
export const knownFunctions = z.record(z.string(), Known).parse(functions);
