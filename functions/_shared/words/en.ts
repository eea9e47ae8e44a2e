const hours = (count: number) => (count === 1 ? "1 hour" : `${count} hours`);

/** Messages to people in English. */
export const en = {
  /** BCP 47 tag for dates. */
  locale: "en-GB",
  confirmation: {
    title: "Confirm your e-mail address",
    body: (valid: number) =>
      [
        "Open this link to have reminders sent to this address, and to come back if you forget your password.",
        `It is valid for ${hours(valid)}. If you did not ask for it, ignore it: nothing more will come.`,
      ].join("\n"),
    link: "Confirm",
  },
  registered: {
    title: "Your Taskwake account",
    body: (valid: number) =>
      [
        "Somebody asked for a Taskwake account with this address. If it was you, open this link and choose your password: your account begins with it.",
        "If you have an account already, log in with your password as ever; the link would set a new one.",
        `It is valid once and for ${hours(valid)}. If you did not ask for it, ignore it: nothing has changed.`,
      ].join("\n"),
  },
  passwordReset: {
    title: "Choose a new password",
    body: (valid: number) =>
      [
        "Open this link to choose a new password for Taskwake.",
        `It is valid once and for ${hours(valid)}. If you did not ask for it, ignore it: your password stays.`,
      ].join("\n"),
    link: "Choose a new password",
  },
  passwordChanged: {
    title: "Your password was changed",
    body: [
      "The password of your Taskwake account was changed, and all other sessions have ended.",
      "If that was not you, choose a new one at once by “Forgot password”.",
    ].join("\n"),
  },
  passkeyAdded: {
    title: "A passkey was added",
    body: (name: string) =>
      [
        `Your Taskwake account can now be logged in to by a new passkey, “${name}”.`,
        "If that was not you, remove it in the settings, change your password and log out everywhere.",
      ].join("\n"),
  },
  passkeyRemoved: {
    title: "A passkey was removed",
    body: (name: string) =>
      [
        `Your Taskwake account can no longer be logged in to by the passkey “${name}”.`,
        "If that was not you, change your password and log out everywhere.",
      ].join("\n"),
  },
  accountEnds: {
    title: "Your account will be erased",
    body: (when: string) =>
      [
        `Your Taskwake account and everything in it will be erased for good on ${when}. All sessions have ended, and no reminder comes any more.`,
        "To keep it, log in before then. If you did not ask for this, log in now and change your password.",
      ].join("\n"),
  },
  test: { title: "Notifications work", body: "This is what a reminder looks like." },
  reminders: (count: number, titles: string[]) => ({
    title: `${count} reminders`,
    body: [...titles, ...(count > titles.length ? [`and ${count - titles.length} more`] : [])].join("\n"),
  }),
  digest: {
    title: (today: number, overdue: number) =>
      `Your day: ${[today && `${today} for today`, overdue && `${overdue} overdue`].filter(Boolean).join(", ")}`,
    overdue: (title: string) => `Overdue: ${title}`,
  },
  late: (title: string) => `Late: ${title}`,
  whyLate: "This reminder is late: the service was not running at its time.",
  due: (when: string) => `Due ${when}`,
  open: "Open in Taskwake",
};

/** The words of mails and pushes; the client has its own. */
export type Words = typeof en;
