import * as z from "zod";
import { LocalTime } from "./task/task.ts";

/** Language in which a person is written to. */
export const Language = z.enum(["en", "de"]);
export type Language = z.infer<typeof Language>;

/** How a person wants to be reached. What a later version keeps here too is passed over. */
export const Settings = z.object({
  notifications: z
    .object({
      push: z.boolean().default(true),
      /** `fallback`: only when no device took the push. */
      email: z.enum(["always", "fallback", "never"]).default("never"),
      digest: z.boolean().default(false),
      /** Local hour at which the digest is sent. */
      digest_hour: z.int().min(0).max(23).default(7),
    })
    .prefault({}),
  /** Local times between which nothing rings; what falls into them is shown in the app alone. */
  quiet_hours: z.object({ from: LocalTime, to: LocalTime }).nullable().default(null),
});
export type Settings = z.infer<typeof Settings>;

/** Whether a local time, `HH:MM`, falls into the quiet hours, which may span midnight. */
export function isQuiet(quiet: Settings["quiet_hours"], time: string): boolean {
  if (!quiet) return false;
  const { from, to } = quiet;
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
