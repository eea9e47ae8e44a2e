import { n } from "../../words/count.ts";
import { inLanguage } from "../../words/index.ts";

const en = {
  welcome: "Wake up to a clear day",
  pitch: "Tasks you write like you speak, reminders that come on time, everything also offline.",
  register: "Create account",
  email: "E-mail address",
  password: "Password",
  passwordHint: "At least 10 characters",
  name: "Name (optional)",
  replaced: "Another account is in use",
  replacedText: "Somebody has logged in with another account in another tab or window.",
  continue: "Continue with that account",
  haveAccount: "I have an account",
  needAccount: "I am new here",
  offline: "You are offline. Logging in needs a connection.",
  wrong: "E-mail address or password is wrong.",
  taken: "This e-mail address has an account already. Log in instead.",
  tooMany: "Too many attempts. Please wait a little.",
  unavailable: "This does not work just now. Please try again in a moment.",
  forgot: "Forgot your password?",
  forgotTitle: "Choose a new password",
  forgotIntro: "A link to choose a new password is sent to your e-mail address.",
  forgotSend: "Send the link",
  forgotSent:
    "If this is the confirmed address of an account, the link is on its way. It is valid for one hour.",
  forgotHint:
    "Nothing came? Look among the spam. The link goes only to an address that was confirmed; if yours was not, or this installation sends no mail, ask whoever runs it. Where you are still logged in, your tasks can be exported from the settings.",
  ends: "Your account is about to be erased",
  endsText: (when: string) =>
    `It will be erased on ${when}, with everything in it. If you keep it, everything is as it was; connected programs have to be connected again.`,
  keep: "Keep my account",
  mailed: "Look into your mail",
  mailedText:
    "A link is on its way to this address. Open it and choose your password: your account begins with it.",
  mailedHint:
    "It is valid for one hour. Nothing came? Look among the spam. If the address has an account already, nothing changes: log in with its password.",
  backToLogIn: "Back to log in",
  resetTitle: "Choose a new password",
  resetEnds: "You will have to log in again on every device, and to connect assistants again.",
  resetSet: "Set the password",
  resetDone: "Your new password is set. Log in with it.",
  resetInvalid: "This link is not valid, or no longer: it works once, and for one hour.",
  resetAsk: "Ask for a new link",
  emailUnconfirmedPassword:
    "Confirm your e-mail address to be able to come back if you forget your password.",
  emailSendFirst: "Send a link to confirm it",
  changePassword: "Change password",
  logOut: "Log out",
  logOutEverywhere: "Log out everywhere, programs too",
  logOutUnsaved: (count: number) =>
    `${n(count, "change has", "changes have")} not reached the server and would be lost. Log out anyway?`,
  passwordChanged: "Your password is changed.",
  currentPassword: "Current password",
  newPassword: "New password",
  passwordEnds:
    "You stay logged in here; every other device has to log in again, and connected programs have to be connected again.",
  passwordWrong: "That is not your current password.",
  emailConfirmed: "Your e-mail address is confirmed.",
  emailLinkInvalid: "This link is invalid or has expired. Ask for another one here.",
  emailLinkSent: "The link is on its way.",
  session: "Session",
  sessions: "Where you are logged in",
  sessionsHint:
    "A device that you end has to log in again, and shows no more reminders. If you do not know one, change your password too.",
  sessionHere: "this device",
  sessionUnknown: "Unknown device",
  sessionTimes: (used: string, begun: string) => `Last used ${used} · since ${begun}`,
  sessionEnd: "End",
  sessionEndOf: (device: string) => `End the session of ${device}`,
  sessionEnded: "The session has ended.",
};

const de: typeof en = {
  welcome: "Aufwachen mit klarem Kopf",
  pitch:
    "Aufgaben, die du schreibst, wie du sprichst. Erinnerungen, die pünktlich kommen. Alles auch offline.",
  register: "Konto anlegen",
  email: "E-Mail-Adresse",
  password: "Passwort",
  passwordHint: "Mindestens 10 Zeichen",
  name: "Name (freiwillig)",
  replaced: "Ein anderes Konto ist angemeldet",
  replacedText: "In einem anderen Tab oder Fenster hat sich jemand mit einem anderen Konto angemeldet.",
  continue: "Mit diesem Konto weiter",
  haveAccount: "Ich habe ein Konto",
  needAccount: "Ich bin neu hier",
  offline: "Du bist offline. Zum Anmelden braucht es eine Verbindung.",
  wrong: "E-Mail-Adresse oder Passwort stimmt nicht.",
  taken: "Diese E-Mail-Adresse hat schon ein Konto. Melde dich stattdessen an.",
  tooMany: "Zu viele Versuche. Bitte warte einen Moment.",
  unavailable: "Das geht gerade nicht. Bitte versuch es gleich noch einmal.",
  forgot: "Passwort vergessen?",
  forgotTitle: "Neues Passwort wählen",
  forgotIntro: "Du bekommst einen Link an deine E-Mail-Adresse, mit dem du ein neues Passwort wählst.",
  forgotSend: "Link senden",
  forgotSent:
    "Ist das die bestätigte Adresse eines Kontos, dann ist der Link unterwegs. Er gilt eine Stunde.",
  forgotHint:
    "Nichts angekommen? Sieh im Spam nach. Der Link geht nur an eine Adresse, die bestätigt wurde; ist deine es nicht oder versendet diese Installation keine E-Mails, frag, wer sie betreibt. Wo du noch angemeldet bist, kannst du deine Aufgaben in den Einstellungen exportieren.",
  ends: "Dein Konto wird bald gelöscht",
  endsText: (when) =>
    `Es wird am ${when} gelöscht, mit allem darin. Behältst du es, ist alles wie zuvor; verbundene Programme müssen neu verbunden werden.`,
  keep: "Mein Konto behalten",
  mailed: "Sieh in deine Mail",
  mailedText:
    "Ein Link ist an diese Adresse unterwegs. Öffne ihn und wähle dein Passwort: damit beginnt dein Konto.",
  mailedHint:
    "Er gilt eine Stunde. Nichts angekommen? Sieh im Spam nach. Hat die Adresse schon ein Konto, ändert sich nichts: melde dich mit dessen Passwort an.",
  backToLogIn: "Zurück zur Anmeldung",
  resetTitle: "Neues Passwort wählen",
  resetEnds: "Du musst dich danach auf jedem Gerät neu anmelden und Assistenten neu verbinden.",
  resetSet: "Passwort setzen",
  resetDone: "Dein neues Passwort gilt. Melde dich damit an.",
  resetInvalid: "Dieser Link gilt nicht oder nicht mehr: Er gilt einmal und eine Stunde lang.",
  resetAsk: "Neuen Link anfordern",
  emailUnconfirmedPassword:
    "Bestätige deine E-Mail-Adresse, damit du wieder hereinkommst, falls du dein Passwort vergisst.",
  emailSendFirst: "Link zum Bestätigen senden",
  changePassword: "Passwort ändern",
  logOut: "Abmelden",
  logOutEverywhere: "Überall abmelden, auch Programme",
  logOutUnsaved: (count) =>
    `${n(count, "Änderung hat", "Änderungen haben")} den Server nicht erreicht und gingen verloren. Trotzdem abmelden?`,
  passwordChanged: "Dein Passwort ist geändert.",
  currentPassword: "Jetziges Passwort",
  newPassword: "Neues Passwort",
  passwordEnds:
    "Hier bleibst du angemeldet; jedes andere Gerät muss sich neu anmelden, und Programme müssen neu verbunden werden.",
  passwordWrong: "Das ist nicht dein jetziges Passwort.",
  emailConfirmed: "Deine E-Mail-Adresse ist bestätigt.",
  emailLinkInvalid: "Dieser Link gilt nicht oder nicht mehr. Hier kannst du einen neuen anfordern.",
  emailLinkSent: "Der Link ist unterwegs.",
  session: "Sitzung",
  sessions: "Wo du angemeldet bist",
  sessionsHint:
    "Ein Gerät, das du abmeldest, muss sich neu anmelden und zeigt keine Erinnerungen mehr. Kennst du eines nicht, dann ändere auch dein Passwort.",
  sessionHere: "dieses Gerät",
  sessionUnknown: "Unbekanntes Gerät",
  sessionTimes: (used, begun) => `Zuletzt benutzt: ${used} · seit ${begun}`,
  sessionEnd: "Abmelden",
  sessionEndOf: (device) => `${device} abmelden`,
  sessionEnded: "Das Gerät ist abgemeldet.",
};

/** The texts of this feature, which are loaded with it. */
export const words = () => inLanguage({ en, de });
