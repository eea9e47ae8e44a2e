import * as z from "zod";
import { LocalTime } from "./task/task.ts";

/** Language in which a person is written to. */
export const Language = z.enum(["en", "de"]);
export type Language = z.infer<typeof Language>;

const notifications = {
  push: z.boolean(),
  /** `fallback`: only when no device took the push. */
  email: z.enum(["always", "fallback", "never"]),
  digest: z.boolean(),
  /** Local hour at which the digest is sent. */
  digest_hour: z.int().min(0).max(23),
};
/** Local times between which nothing rings; what falls into them is shown in the app alone. */
const quietHours = { from: LocalTime, to: LocalTime };

/** How a person wants to be reached. What a later version keeps here too is passed over. */
export const Settings = z.object({
  notifications: z
    .object({
      push: notifications.push.default(true),
      email: notifications.email.default("never"),
      digest: notifications.digest.default(false),
      digest_hour: notifications.digest_hour.default(7),
    })
    .prefault({}),
  quiet_hours: z.object(quietHours).nullable().default(null),
});
/** Changes to settings: what is left out stays, null clears. */
export const SettingsPatch = z.strictObject({
  notifications: z.strictObject(notifications).partial(),
  quiet_hours: z.strictObject(quietHours).nullable(),
});
export type Settings = z.infer<typeof Settings>;

/** Whether a local time, `HH:MM`, falls into the quiet hours, which may span midnight. */
export function isQuiet(quiet: Settings["quiet_hours"], time: string): boolean {
  if (!quiet) return false;
  const { from, to } = quiet;
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
