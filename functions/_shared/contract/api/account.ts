import * as z from "zod";
import { Language, Settings, SettingsPatch } from "../../domain/settings.ts";
import { Text, TimeZone } from "../../domain/task/task.ts";

/** A session that has begun or goes on: the token of its requests, and for how many seconds. */
export const Session = z.object({ access_token: z.string(), expires_in: z.int() });

/** The account of who asks. */
export const Me = z.object({
  id: z.uuid(),
  email: z.string(),
  /** Whether it is proven to be yours; mail goes to no other. */
  email_confirmed: z.boolean(),
  name: z.string(),
  time_zone: z.string(),
  /** Language of what is mailed and pushed. */
  language: Language,
  ...Settings.shape,
  created_at: z.iso.datetime(),
});

/** What of an account its owner may change. */
export const MePatch = z
  .strictObject({
    name: Text.trim().max(200),
    time_zone: TimeZone,
    language: Language,
    ...SettingsPatch.shape,
  })
  .partial();

/** A link to a new password is on its way, if the address is one of an account. */
export const ResetSent = z.object({ valid_hours: z.int() });
/** A link that confirms the address is on its way, unless it is confirmed. */
export const ConfirmationSent = Me.pick({ email_confirmed: true });

export type Session = z.infer<typeof Session>;
export type Me = z.infer<typeof Me>;
export type MePatch = z.infer<typeof MePatch>;
