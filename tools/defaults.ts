/** The contact for push services, as an address. (Default: of our own domain) */
export const vapidSubject = (env: NodeJS.ProcessEnv): string =>
  env.VAPID_SUBJECT ?? "mailto:admin@taskwake.dev";

/** The sender of mails. (Default: of our own domain) */
export const mailFrom = (env: NodeJS.ProcessEnv): string => env.SMTP_FROM ?? "reminders@taskwake.dev";
