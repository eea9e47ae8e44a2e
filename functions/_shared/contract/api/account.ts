import * as z from "zod";
import { Language, Settings, SettingsPatch } from "../../domain/settings.ts";
import { Text, TimeZone } from "../../domain/task/task.ts";

/** A session that was begun or renewed: the token for its requests, and its life in seconds. */
export const Session = z.object({ access_token: z.string(), expires_in: z.int() });

/** A session of the caller: a device, or a program that logged in. */
export const ListedSession = z.object({
  id: z.uuid(),
  /** In words, such as "Firefox · Windows"; empty if it is not known. */
  device: z.string(),
  begun_at: z.iso.datetime(),
  /** To some 15 minutes, the life of an access token. */
  used_at: z.iso.datetime(),
  /** Whether this request was made under it. */
  current: z.boolean(),
});

/** The caller's account. */
export const Me = z.object({
  id: z.uuid(),
  email: z.string(),
  /** Whether the person has proven to own the address; mail is sent to no other address. */
  email_confirmed: z.boolean(),
  name: z.string(),
  time_zone: z.string(),
  /** Language of mails and pushes. */
  language: Language,
  ...Settings.shape,
  created_at: z.iso.datetime(),
});

/** What an assistant may know of the person. */
export const AboutMe = Me.pick({ name: true, time_zone: true, language: true });

/** The fields of an account that its owner may change. */
export const MePatch = z
  .strictObject({
    name: Text.trim().max(200),
    time_zone: TimeZone,
    language: Language,
    ...SettingsPatch.shape,
  })
  .partial();

/** A link to set a new password was requested; it is sent only if the address has an account. */
export const ResetSent = z.object({ valid_hours: z.int() });
/** A link that confirms the address was requested; it is sent unless the address is confirmed already. */
export const ConfirmationSent = Me.pick({ email_confirmed: true });

/** The account will be erased; logging in with `keep` before calls it off. */
export const ErasureBegun = z.object({ erase_at: z.iso.datetime() });

export type ErasureBegun = z.infer<typeof ErasureBegun>;
export type Session = z.infer<typeof Session>;
export type ListedSession = z.infer<typeof ListedSession>;
export type Me = z.infer<typeof Me>;
export type MePatch = z.infer<typeof MePatch>;
