/** The few words a notification needs; the client's catalog is not worth loading for them. */
export function words() {
  const locale = navigator.language;
  const german = locale.startsWith("de");
  const when = (instant: string) =>
    new Intl.DateTimeFormat(locale, { weekday: "short", hour: "numeric", minute: "2-digit" }).format(
      new Date(instant),
    );
  return {
    due: (instant: string) => `${german ? "Fällig" : "Due"} ${when(instant)}`,
    complete: german ? "Erledigt" : "Complete",
    snooze: german ? "10 Min. später" : "Snooze 10 min",
    late: german ? "verspätet" : "late",
    kept: german ? "Wird gespeichert, sobald du online bist" : "Will be saved once you are online",
  };
}
