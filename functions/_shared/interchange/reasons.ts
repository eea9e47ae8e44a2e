/** Why something of a file was not imported or was changed, by a stable code; {0}, {1} are its values. */
export const reasons = {
  "not-imported": "Not imported. {0}",
  "not-told": "{0} more are not listed here.",
  "not-understood": "It could not be understood.",
  "not-valid": "Its {0} is not valid: {1}.",
  "several-faults": "{0} {1}",
  "not-a-task": "It is not a task: {0}",
  "part-left-out": "{0} This part of it is left out.",
  "read-as-windows":
    "It is not valid {0}: what is not was read as windows-1252; look at its special letters.",
  "no-title": 'It has no title and is called "Untitled".',
  "title-too-long": "A title has at most {0} characters; all of it is in the notes.",
  "notes-too-long": "Notes have at most {0} characters; the rest is cut off.",
  "tag-too-long": "A tag has at most {0} characters; {1} is left out.",
  "too-many-lines": "Of places, links and the like {0} are kept in the notes; the rest is left out.",
  "too-many-tags": "A task has at most {0} tags; the rest is left out.",
  "too-many-reminders": "A task has at most {0} reminders; the rest is left out.",
  "too-many-exdates": "A series has at most {0} exception dates; the rest is left out.",
  "too-many-dates": "An entry has at most {0} extra dates; the rest is left out.",
  "sub-task": "Sub-tasks are tasks of their own; their notes say what they are part of.",
  "repetition-lost": "Its repetition ({0}) is not carried over: {1}",
  "in-trash": "It was in the trash.",
  "account-not-imported": "Its name and settings are not imported; set them in your account.",
  "audit-not-imported": "It stays in the file: imported tasks begin a new history.",
  "attachments-not-exported": "Attached files are not in the export, and not carried over.",
  "unknown-field": "The field {0} is not known here.",
  "csv-authors": "Who wrote a task or comment is not carried over.",
  "csv-sections": "Sections are tags.",
  "csv-priorities": "Priorities 2 and 3 are both medium; there are three, not four.",
  "csv-responsible": "Who is responsible is not carried over: a task is one person's.",
  "csv-duration": "How long it takes is not carried over.",
  "csv-date": 'The date "{0}" is not understood; it is in the notes.',
  "csv-reminder": 'The reminder "{0}" is not understood, and is left out.',
  "csv-deadline": 'The deadline "{0}" is not understood; it is in the notes.',
  "csv-from-today": "The file does not say when it is due next; it is counted from today.",
  "csv-two-dates": "A task has one date: the deadline is in the notes.",
  "csv-invalid": "It is not valid CSV: {0}",
  "csv-column": 'The column "{0}" is not carried over.',
  "csv-columns": "Only its first {0} columns are read.",
  "csv-type": 'Its TYPE "{0}" is not task, section or note.',
  "csv-indent": "An INDENT is from 1 to {0}.",
  "csv-comment": "It is a comment without a task above it.",
  "calendar-name": "The calendar's name is not carried over.",
  "calendar-cut": "END:VCALENDAR is missing; the file may have been cut off.",
  "alarm-left-out": "An alarm is left out: {0}",
  "alarm-place": "Reminders at a place are not carried over.",
  "alarm-program": "Alarms that run a program are not carried over.",
  "alarm-without-moment": "An alarm does not say when, and is left out.",
  "alarm-without-time": "An alarm does not say at what time, and is left out.",
  "alarm-repeats": "A reminder comes once: its repetitions are not carried over.",
  "alarm-after-due": "A reminder after the moment a task is due cannot repeat with it, and is left out.",
  "alarm-without-date": "A reminder counted from a date is left out where there is none.",
  "journal-entry": "Journal entries are not tasks, and are left out.",
  "free-busy": "Free and busy times are not tasks, and are left out.",
  "entry-cut": "It breaks off; END:{0} is missing.",
  "entry-twice": "It is in the file twice, and imported once.",
  "no-occurrences": "All its occurrences are taken out.",
  "several-rules": "It repeats by several rules; only the first is carried over.",
  "rule-of-exceptions": "Its rule of exceptions is not carried over.",
  "repeats-without-date": "It repeats but has no date; it is imported once.",
  "last-day-instead":
    "In months that lack its day it is due on their last day; where it comes from, it skips these months.",
  "repetition-changed":
    "Its repetition was changed elsewhere since the export; the rule now starts at its date.",
  "parent-missing": "Its parent entry is not in this file; the relation is not carried over.",
  "line-unreadable": "A line cannot be read and is left out.",
  "no-counterpart": "{0} has no counterpart in a task.",
  participants: "Participants and organisers are not carried over: a task is one person's.",
  transparent: '"Free" is not carried over: a task blocks no time.',
  "percent-complete": "How far it has come is not carried over: a task is open or done.",
  relation: "Its relation to another entry is not carried over.",
  attachment: "A file in it is not carried over.",
  snoozed: "That it was snoozed is not carried over.",
  "cancelled-task": "Cancelled tasks are imported as skipped.",
  "cancelled-event": "It was cancelled.",
  begun: "That it was begun is not carried over.",
  tentative: "That it is tentative is not carried over.",
  over: "Events that are over are imported as done.",
  "date-out-of-range": "Its date {0} is left out: dates here are between 1900 and 2200.",
  "property-empty": "Its {0} is empty.",
  "property-no-date": 'Its {0} "{1}" is not a date.',
  "start-lost": "When it begins is not carried over: a task has one date, on which it is due.",
  "length-lost": "How long it lasts is not carried over: a task has one date, on which it is due.",
  "due-on-starts": "It repeats on the days it begins, and is now due on them.",
  "extra-dates": "Its extra dates are tasks of their own.",
  "changed-occurrences":
    "Its changed occurrences are excluded from {0} entries with its UID, not from the others.",
  "this-and-future":
    'A change of "this and all following" occurrences is carried over for the first of them only.',
  "zone-alike": "It is read as {0}, whose clock agrees with it.",
  "zone-offset": "It says only how far its clock is from UTC: its times are read so, without summer time.",
  "zone-defined":
    "It fits no zone that is known here: its times are converted to {0}, and repeat by the clock there.",
  "zone-unknown": "It is not known and not defined in the file: its times are read as local times in {0}.",
  "zone-old-changes": "Changes of its clock before {0}, or by unusual rules, are left out.",
  "zone-many-changes": "Its clock changes by more than {0} rules; the earliest are left out.",
} as const;

export type ReasonCode = keyof typeof reasons;

/** A reason with its values, among which may be another reason. */
export interface Reason {
  code: ReasonCode;
  values: (string | Reason)[];
}

/** A reason by its code and values. */
export const because = (code: ReasonCode, ...values: (string | number | Reason)[]): Reason => ({
  code,
  values: values.map((value) => (typeof value === "number" ? String(value) : value)),
});

/** A reason in words. */
export const wordsOf = ({ code, values }: Reason): string =>
  reasons[code].replace(/\{(\d)\}/g, (_, at: string) => {
    const value = values[Number(at)] ?? "";
    return typeof value === "string" ? value : wordsOf(value);
  });
