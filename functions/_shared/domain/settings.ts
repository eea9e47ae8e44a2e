import * as z from "zod";
import { LocalTime, Tag } from "./task/task.ts";
import { wholeDayTime } from "./wall-clock.ts";

/** Language of messages to a person. */
export const Language = z.enum(["en", "de"]);
export type Language = z.infer<typeof Language>;

const notifications = {
  push: z.boolean(),
  /** `fallback`: only when no device accepted the push. */
  email: z.enum(["always", "fallback", "never"]),
  digest: z.boolean(),
  /** Local hour at which the digest is sent. */
  digest_hour: z.int().min(0).max(23),
  /** Local time to which reminders of a day without a time are counted. */
  whole_day_time: LocalTime,
};
/** Local times between which nothing rings; notifications in between are shown in the app at once, and ring at their end. */
const quietHours = { from: LocalTime, to: LocalTime };

/** A hue in degrees. */
const Hue = z.int().min(0).max(359);
/** The most tags whose colours are kept; beyond it those chosen first are forgotten. */
export const colouredTags = 500;

/** How a person wants to be notified, and the hues that they chose for tags, in lower case. Keys of a later version are ignored. */
export const Settings = z.object({
  notifications: z
    .object({
      push: notifications.push.default(true),
      email: notifications.email.default("never"),
      digest: notifications.digest.default(false),
      digest_hour: notifications.digest_hour.default(7),
      whole_day_time: notifications.whole_day_time.default(wholeDayTime),
    })
    .prefault({}),
  quiet_hours: z.object(quietHours).nullable().default(null),
  tag_hues: z.record(Tag, Hue).default({}),
});
/** Changes to settings: a missing key stays, null clears. */
export const SettingsPatch = z.strictObject({
  notifications: z.strictObject(notifications).partial(),
  quiet_hours: z.strictObject(quietHours).nullable(),
  tag_hues: z.record(Tag, Hue.nullable()),
});
export type Settings = z.infer<typeof Settings>;

/** Whether a local time, `HH:MM`, is within the quiet hours, which may span midnight. */
export function isQuiet(quiet: Settings["quiet_hours"], time: string): boolean {
  if (!quiet) return false;
  const { from, to } = quiet;
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
