import type { Reason } from "../../../../functions/_shared/domain/reasons.ts";
import { inLanguage } from "../../words/index.ts";

const en = {
  push: {
    why: "Be told on time, even when Taskwake is closed",
    explain: "Your browser will ask for permission. You only ever get the reminders you set.",
    enable: "Turn on notifications",
    later: "Not now",
    denied: "Notifications are blocked",
    deniedHelp:
      "Allow them for this site in your browser's settings: the symbol left of the address opens them.",
    unsupported:
      "This browser cannot receive notifications. On iPhone and iPad, add Taskwake to the home screen first.",
    on: "This device is notified",
    off: "Turn off on this device",
    failed: "Notifications could not be turned on.",
    devices: "Devices",
    thisDevice: "this device",
    test: "Send a test",
    testSent: "A test is on its way",
    remove: "Remove",
    lastSuccess: (when: string) => `last reached ${when}`,
    never: "not reached yet",
  },
  activity: {
    title: "Notifications",
    intro: "What was sent to you, where and when – and why something was not.",
    markRead: "Mark all as read",
    offline: "Notifications are available online.",
    channels: { push: "Push", email: "E-mail", "in-app": "In the app" } as Record<string, string>,
    status: { sent: "Sent", failed: "Failed", skipped: "Not sent", sending: "Being sent" } as Record<
      string,
      string
    >,
    /** Reasons from the server, without their details in brackets, in readable form. */
    reasons: {
      completed: "the task was completed",
      skipped: "the task was skipped",
      deleted: "the task was deleted",
      changed: "the task was changed",
    } as Record<string, string>,
    late: "Late",
    due: (when: string) => `Due ${when}`,
  },
};

const de: typeof en = {
  push: {
    why: "Pünktlich Bescheid wissen, auch wenn Taskwake geschlossen ist",
    explain: "Dein Browser fragt gleich um Erlaubnis. Du bekommst nur die Erinnerungen, die du stellst.",
    enable: "Mitteilungen einschalten",
    later: "Jetzt nicht",
    denied: "Mitteilungen sind gesperrt",
    deniedHelp:
      "Erlaube sie für diese Seite in den Einstellungen des Browsers: Das Symbol links neben der Adresse öffnet sie.",
    unsupported:
      "Dieser Browser kann keine Mitteilungen empfangen. Lege Taskwake auf iPhone und iPad zuerst auf den Home-Bildschirm.",
    on: "Dieses Gerät bekommt Mitteilungen",
    off: "Auf diesem Gerät ausschalten",
    failed: "Mitteilungen konnten nicht eingeschaltet werden.",
    devices: "Geräte",
    thisDevice: "dieses Gerät",
    test: "Test senden",
    testSent: "Ein Test ist unterwegs",
    remove: "Entfernen",
    lastSuccess: (when) => `zuletzt erreicht ${when}`,
    never: "noch nicht erreicht",
  },
  activity: {
    title: "Mitteilungen",
    intro: "Was dir wohin und wann gesendet wurde – und warum etwas nicht.",
    markRead: "Alle als gelesen markieren",
    offline: "Mitteilungen sind online verfügbar.",
    channels: { push: "Push", email: "E-Mail", "in-app": "In der App" },
    status: {
      sent: "Gesendet",
      failed: "Fehlgeschlagen",
      skipped: "Nicht gesendet",
      sending: "Wird gesendet",
    },
    reasons: {
      completed: "die Aufgabe wurde erledigt",
      skipped: "die Aufgabe wurde übersprungen",
      deleted: "die Aufgabe wurde gelöscht",
      changed: "die Aufgabe wurde geändert",
      "quiet hours": "Ruhezeit",
      "no device has subscribed": "auf keinem Gerät sind Mitteilungen eingeschaltet",
      "push is switched off": "Push ist ausgeschaltet",
      "the e-mail address is not confirmed": "die E-Mail-Adresse ist nicht bestätigt",
      "its link was no longer good for anything": "ihr Link galt nicht mehr",
      "the task was done or deleted before it could ring": "die Aufgabe war vorher erledigt oder gelöscht",
      "the device has unsubscribed": "auf dem Gerät sind Mitteilungen nicht mehr eingeschaltet",
      "the push service could not be reached": "der Push-Dienst war nicht erreichbar",
      "the push service refused it": "der Push-Dienst hat es abgelehnt",
      "the push service is out of order": "der Push-Dienst ist gestört",
      "other mails were being sent": "andere E-Mails wurden gerade versendet",
      "the mail server could not be reached": "der Mailserver war nicht erreichbar",
      "the mail server refused it": "der Mailserver hat es abgelehnt",
      "the mail server took too long; it may have arrived all the same":
        "der Mailserver war zu langsam; vielleicht ist es trotzdem angekommen",
    } satisfies Record<Reason | "completed" | "skipped" | "deleted" | "changed", string>,
    late: "Verspätet",
    due: (when) => `Fällig ${when}`,
  },
};

/** The texts of this feature, which are loaded with it. */
export const words = () => inLanguage({ en, de });
