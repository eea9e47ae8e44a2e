/** The few words a notification needs; the client's catalog is not worth loading for them. */
export function words() {
  const locale = navigator.language;
  const german = locale.startsWith("de");
  const at = (instant: string) =>
    new Intl.DateTimeFormat(locale, { weekday: "short", hour: "numeric", minute: "2-digit" }).format(
      new Date(instant),
    );
  const on = (date: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: "UTC" }).format(new Date(date));
  const due = german ? "Fällig" : "Due";
  return {
    dueAt: (instant: string) => `${due} ${at(instant)}`,
    dueOn: (date: string) => `${due} ${on(date)}`,
    complete: german ? "Erledigt" : "Complete",
    snooze: german ? "10 Min. später" : "Snooze 10 min",
    late: german ? "verspätet" : "late",
    otherAccount: german
      ? "Eine Erinnerung für ein anderes Konto, das hier angemeldet war"
      : "A reminder for another account that was used here",
    kept: german ? "Wird gespeichert, sobald du online bist" : "Will be saved once you are online",
  };
}
