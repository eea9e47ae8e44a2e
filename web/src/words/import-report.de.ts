import type { ReportWords } from "./import-report.ts";

/** Texts of an import's report in German. */
export const importReport: ReportWords = {
  more: (count) => `und ${count.toLocaleString("de")} weitere`,
  instead: {
    ticktick:
      "Das ist eine Sicherung von TickTick, die hier nicht gelesen wird. Nimm stattdessen in TickTick unter Einstellungen, Integrationen, Kalender-Abonnement die Adresse, öffne sie im Browser und importiere die .ics-Datei, die sie liefert.",
    microsoft:
      "Das ist eine Datei von Microsoft To Do oder Outlook, die hier nicht gelesen wird. Öffne das Konto in einem Programm, das seine Aufgaben liest und iCalendar schreibt, etwa Evolution, und speichere die Liste dort als .ics; oder lass sie von Todoist importieren und exportiere sie dort als CSV.",
    google:
      "Das ist die Datei von Google Tasks aus Takeout, die hier nicht gelesen wird. Öffne das Konto in einem Programm, das seine Aufgaben liest und iCalendar schreibt, etwa Evolution oder Thunderbird mit dem Provider für Google Kalender, und exportiere die Liste dort als .ics.",
    anydo:
      "Das ist eine Datei von Any.do, die hier nicht gelesen wird. Verbinde Any.do stattdessen mit Google Kalender und exportiere diesen Kalender als .ics; oder lass die Aufgaben von Todoist importieren und exportiere sie dort als CSV.",
    trello:
      "Das ist der Export eines Boards von Trello, der hier nicht gelesen wird. Schalte auf dem Board stattdessen den Kalender-Feed ein (Power-Up Kalender, Einstellungen, iCalendar-Feed), öffne seine Adresse und importiere die .ics-Datei, die sie liefert: Sie enthält die Karten mit Datum.",
    vikunja:
      "Das ist ein Export von Vikunja, der hier nicht gelesen wird. Öffne das Konto stattdessen über CalDAV in Thunderbird, Tasks.org oder Ähnlichem (Einstellungen, CalDAV) und exportiere die Liste dort als .ics.",
  },
  names: {
    "The file": "Die Datei",
    "The end of the file": "Das Ende der Datei",
    "The account": "Das Konto",
    "The audit trail": "Das Protokoll",
    "A row": "Eine Zeile",
    "An entry without a title": "Ein Eintrag ohne Titel",
    Calendar: "Kalender",
    "Time zone": "Zeitzone",
  },
  reasons: {
    "not-imported": "Nicht importiert. {0}",
    "not-told": "Und {0} weitere, die hier nicht genannt werden.",
    "not-understood": "Es war nicht zu verstehen.",
    "not-valid": "{0} ist nicht gültig: {1}.",
    "several-faults": "{0} {1}",
    "not-a-task": "Es ist keine Aufgabe: {0}",
    "part-left-out": "{0} Dieser Teil fehlt.",
    "read-as-windows":
      "Sie ist kein gültiges {0}: Was keines ist, wurde als windows-1252 gelesen; sieh dir die Umlaute an.",
    "no-title": "Ohne Titel; heißt jetzt „Untitled“.",
    "title-too-long": "Ein Titel hat höchstens {0} Zeichen; der ganze steht in den Notizen.",
    "notes-too-long": "Notizen haben höchstens {0} Zeichen; der Rest ist abgeschnitten.",
    "tag-too-long": "Tags haben höchstens {0} Zeichen; {1} fehlt.",
    "too-many-lines": "Von Orten, Links und dergleichen kommen {0} in die Notizen; die übrigen fehlen.",
    "too-many-tags": "Eine Aufgabe hat höchstens {0} Tags; die übrigen fehlen.",
    "too-many-reminders": "Eine Aufgabe hat höchstens {0} Erinnerungen; die übrigen fehlen.",
    "too-many-exdates": "Eine Serie hat höchstens {0} Ausnahmen; die übrigen fehlen.",
    "too-many-dates": "Ein Eintrag hat höchstens {0} zusätzliche Termine; die übrigen fehlen.",
    "sub-task": "Unteraufgaben werden eigene Aufgaben; in ihren Notizen steht, wozu sie gehören.",
    "repetition-lost": "Die Wiederholung ({0}) wird nicht übernommen: {1}",
    "in-trash": "Es lag im Papierkorb.",
    "account-not-imported":
      "Name und Einstellungen werden nicht importiert; du findest sie bei deinem Konto.",
    "audit-not-imported": "Es bleibt in der Datei: Was hier importiert wird, beginnt einen eigenen Verlauf.",
    "attachments-not-exported": "Angehängte Dateien sind nicht im Export und werden nicht übernommen.",
    "unknown-field": "Das Feld {0} ist hier nicht bekannt.",
    "csv-authors": "Wer eine Aufgabe oder einen Kommentar geschrieben hat, wird nicht übernommen.",
    "csv-sections": "Abschnitte werden Tags.",
    "csv-priorities": "Die Prioritäten 2 und 3 sind beide mittel; es gibt drei, nicht vier.",
    "csv-responsible": "Wer zuständig ist, wird nicht übernommen: Eine Aufgabe gehört einer Person.",
    "csv-duration": "Wie lange es dauert, wird nicht übernommen.",
    "csv-date": "Das Datum „{0}“ ist nicht zu verstehen; es steht in den Notizen.",
    "csv-reminder": "Die Erinnerung „{0}“ ist nicht zu verstehen und fehlt.",
    "csv-deadline": "Die Frist „{0}“ ist nicht zu verstehen; sie steht in den Notizen.",
    "csv-from-today": "Die Datei sagt nicht, wann es wieder fällig ist; gezählt wird ab heute.",
    "csv-two-dates": "Eine Aufgabe hat ein Datum: Die Frist steht in den Notizen.",
    "csv-invalid": "Es ist kein gültiges CSV: {0}",
    "csv-column": "Die Spalte „{0}“ wird nicht übernommen.",
    "csv-columns": "Nur die ersten {0} Spalten werden gelesen.",
    "csv-type": "TYPE „{0}“ ist weder task noch section noch note.",
    "csv-indent": "INDENT geht von 1 bis {0}.",
    "csv-comment": "Ein Kommentar ohne Aufgabe darüber.",
    "calendar-name": "Der Name des Kalenders wird nicht übernommen.",
    "calendar-cut": "END:VCALENDAR fehlt; vielleicht ist die Datei abgeschnitten.",
    "alarm-left-out": "Ein Alarm fehlt: {0}",
    "alarm-place": "Erinnerungen an einem Ort werden nicht übernommen.",
    "alarm-program": "Alarme, die ein Programm starten, werden nicht übernommen.",
    "alarm-without-moment": "Ein Alarm sagt nicht, wann, und fehlt.",
    "alarm-without-time": "Ein Alarm sagt nicht, zu welcher Uhrzeit, und fehlt.",
    "alarm-repeats": "Eine Erinnerung kommt einmal: Ihre Wiederholungen werden nicht übernommen.",
    "alarm-after-due": "Eine Erinnerung nach der Fälligkeit kann sich nicht mit ihr wiederholen und fehlt.",
    "alarm-without-date": "Eine Erinnerung, die von einem Datum aus zählt, fehlt, wo es keines gibt.",
    "journal-entry": "Journaleinträge sind keine Aufgaben und fehlen.",
    "free-busy": "Freie und belegte Zeiten sind keine Aufgaben und fehlen.",
    "entry-cut": "Es bricht ab; END:{0} fehlt.",
    "entry-twice": "Es steht zweimal in der Datei und wird einmal importiert.",
    "no-occurrences": "Alle Termine sind ausgenommen.",
    "several-rules": "Es wiederholt sich nach mehreren Regeln; nur die erste wird übernommen.",
    "rule-of-exceptions": "Die Regel der Ausnahmen wird nicht übernommen.",
    "repeats-without-date": "Es wiederholt sich, hat aber kein Datum; es wird einmal importiert.",
    "last-day-instead":
      "In Monaten ohne diesen Tag ist es am letzten fällig; wo es herkommt, entfällt es in diesen Monaten.",
    "repetition-changed":
      "Die Wiederholung wurde seit dem Export anderswo geändert; sie zählt neu von ihrem Datum an.",
    "parent-missing": "Wozu es gehört, ist nicht in dieser Datei und wird nicht übernommen.",
    "line-unreadable": "Eine Zeile ist nicht zu lesen und fehlt.",
    "no-counterpart": "{0} hat in einer Aufgabe keine Entsprechung.",
    participants: "Beteiligte und Veranstalter werden nicht übernommen: Eine Aufgabe gehört einer Person.",
    transparent: "Dass die Zeit frei bleibt, wird nicht übernommen: Keine Aufgabe belegt welche.",
    "percent-complete": "Wie weit es ist, wird nicht übernommen: Eine Aufgabe ist offen oder erledigt.",
    relation: "Die Beziehung zu einem anderen Eintrag wird nicht übernommen.",
    attachment: "Eine Datei darin wird nicht übernommen.",
    snoozed: "Dass es verschoben war, wird nicht übernommen.",
    "cancelled-task": "Abgesagte Aufgaben werden als ausgelassen importiert.",
    "cancelled-event": "Es war abgesagt.",
    begun: "Dass es begonnen war, wird nicht übernommen.",
    tentative: "Dass es unter Vorbehalt steht, wird nicht übernommen.",
    over: "Vergangene Termine werden als erledigt importiert.",
    "date-out-of-range": "Das Datum {0} fehlt: Möglich sind die Jahre 1900 bis 2200.",
    "property-empty": "{0} ist leer.",
    "property-no-date": "{0} „{1}“ ist kein Datum.",
    "start-lost":
      "Wann es beginnt, wird nicht übernommen: Eine Aufgabe hat ein Datum, an dem sie fällig ist.",
    "length-lost":
      "Wie lange es dauert, wird nicht übernommen: Eine Aufgabe hat ein Datum, an dem sie fällig ist.",
    "due-on-starts": "Es wiederholt sich an den Tagen, an denen es beginnt, und ist jetzt an ihnen fällig.",
    "extra-dates": "Die zusätzlichen Termine werden eigene Aufgaben.",
    "changed-occurrences":
      "Geänderte Termine werden nur bei {0} Einträgen mit dieser UID ausgenommen, bei den übrigen nicht.",
    "this-and-future": "Eine Änderung ab einem Termin wird nur für diesen einen übernommen.",
    "zone-alike": "Sie wird als {0} gelesen, deren Uhr mit ihr übereinstimmt.",
    "zone-offset":
      "Sie sagt nur, wie weit ihre Uhr von UTC entfernt ist: So werden ihre Zeiten gelesen, ohne Sommerzeit.",
    "zone-defined":
      "Sie passt zu keiner hier bekannten Zeitzone: Die Zeiten sind in {0} angegeben und wiederholen sich nach der Uhr dort.",
    "zone-unknown":
      "Sie ist nicht bekannt und in der Datei nicht bestimmt: Die Zeiten werden als Ortszeit in {0} gelesen.",
    "zone-old-changes":
      "Umstellungen der Uhr vor {0} oder nach ungewöhnlichen Regeln bleiben unberücksichtigt.",
    "zone-many-changes":
      "Die Uhr wird nach mehr als {0} Regeln umgestellt; die frühesten bleiben unberücksichtigt.",
  },
};
