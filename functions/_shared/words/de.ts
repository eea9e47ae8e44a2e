import type { Words } from "./en.ts";

const hours = (count: number) => (count === 1 ? "1 Stunde" : `${count} Stunden`);

/** Messages to people in German. */
export const de: Words = {
  locale: "de-DE",
  confirmation: {
    title: "Bestätige deine E-Mail-Adresse",
    body: (valid) =>
      [
        "Öffne diesen Link, um Erinnerungen an diese Adresse zu bekommen, und um zurückzukommen, wenn du dein Passwort vergisst.",
        `Er gilt ${hours(valid)}. Hast du ihn nicht angefordert, dann ignoriere ihn: mehr wird nicht kommen.`,
      ].join("\n"),
    link: "Bestätigen",
  },
  registered: {
    title: "Dein Konto bei Taskwake",
    body: (valid) =>
      [
        "Jemand möchte mit dieser Adresse ein Konto bei Taskwake. Warst du es, dann öffne diesen Link und wähle dein Passwort: damit beginnt dein Konto.",
        "Hast du schon ein Konto, dann melde dich wie immer mit deinem Passwort an; der Link würde ein neues setzen.",
        `Er gilt einmal und ${hours(valid)} lang. Warst du es nicht, dann ignoriere ihn: nichts hat sich geändert.`,
      ].join("\n"),
  },
  passwordReset: {
    title: "Wähle ein neues Passwort",
    body: (valid) =>
      [
        "Öffne diesen Link, um ein neues Passwort für Taskwake zu wählen.",
        `Er gilt einmal und ${hours(valid)} lang. Hast du ihn nicht angefordert, dann ignoriere ihn: dein Passwort bleibt.`,
      ].join("\n"),
    link: "Neues Passwort wählen",
  },
  passwordChanged: {
    title: "Dein Passwort wurde geändert",
    body: [
      "Das Passwort deines Kontos bei Taskwake wurde geändert, und alle anderen Sitzungen sind beendet.",
      "Warst du es nicht, dann wähle sofort ein neues über „Passwort vergessen“.",
    ].join("\n"),
  },
  passkeyAdded: {
    title: "Ein Passkey wurde hinzugefügt",
    body: (name) =>
      [
        `Bei deinem Konto bei Taskwake kann man sich jetzt mit einem neuen Passkey anmelden: „${name}“.`,
        "Warst du es nicht, dann entferne ihn in den Einstellungen, ändere dein Passwort und melde dich überall ab.",
      ].join("\n"),
  },
  passkeyRemoved: {
    title: "Ein Passkey wurde entfernt",
    body: (name) =>
      [
        `Bei deinem Konto bei Taskwake kann man sich nicht mehr mit dem Passkey „${name}“ anmelden.`,
        "Warst du es nicht, dann ändere dein Passwort und melde dich überall ab.",
      ].join("\n"),
  },
  accountEnds: {
    title: "Dein Konto wird gelöscht",
    body: (when) =>
      [
        `Dein Konto bei Taskwake und alles darin wird am ${when} endgültig gelöscht. Alle Sitzungen sind beendet, und es kommt keine Erinnerung mehr.`,
        "Willst du es behalten, dann melde dich vorher an. Hast du das nicht verlangt, dann melde dich jetzt an und ändere dein Passwort.",
      ].join("\n"),
  },
  test: { title: "Benachrichtigungen funktionieren", body: "So sieht eine Erinnerung aus." },
  reminders: (count, titles) => ({
    title: `${count} Erinnerungen`,
    body: [...titles, ...(count > titles.length ? [`und ${count - titles.length} weitere`] : [])].join("\n"),
  }),
  digest: {
    title: (today, overdue) =>
      `Dein Tag: ${[today && `${today} für heute`, overdue && `${overdue} überfällig`].filter(Boolean).join(", ")}`,
    overdue: (title) => `Überfällig: ${title}`,
  },
  late: (title) => `Verspätet: ${title}`,
  whyLate: "Diese Erinnerung kommt verspätet: der Dienst lief zu ihrer Zeit nicht.",
  due: (when) => `Fällig ${when}`,
  open: "In Taskwake öffnen",
};
