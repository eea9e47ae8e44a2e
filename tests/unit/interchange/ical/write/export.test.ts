import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import ICAL from "ical.js";
import { newId } from "../../../../../functions/_shared/domain/ids.ts";
import { occurrences } from "../../../../../functions/_shared/domain/recurrence/index.ts";
import { circumstances } from "../../../../../functions/_shared/domain/task/circumstances.ts";
import { create } from "../../../../../functions/_shared/domain/task/rules.ts";
import type { Reminder, Task } from "../../../../../functions/_shared/domain/task/task.ts";
import { toInstant } from "../../../../../functions/_shared/domain/time.ts";
import { parseSigned } from "../../../../../functions/_shared/interchange/ical/read/durations.ts";
import { importCalendar } from "../../../../../functions/_shared/interchange/ical/read/import.ts";
import { exportCalendar } from "../../../../../functions/_shared/interchange/ical/write/export.ts";
import { vtimezone } from "../../../../../functions/_shared/interchange/ical/write/vtimezone.ts";
import { clean } from "../../../../../functions/_shared/interchange/text.ts";
import { context, joined } from "../../read.ts";
import { storedTask } from "../../task-arbitrary.ts";

const at = circumstances({ now: context.now, zone: context.zone, newId });

async function exported(...tasks: Task[]): Promise<string> {
  async function* batches() {
    yield tasks;
  }
  return joined(exportCalendar(context, batches()));
}

const [base] = fc.sample(storedTask, { numRuns: 1, seed: 1 }) as [Task];
const task = (changes: Partial<Task>): Task => ({
  ...base,
  ...{
    status: "open",
    completed_at: null,
    skipped_at: null,
    snoozed_until: null,
    recurrence: null,
    reminders: [],
    due: null,
  },
  ...changes,
});
const seconds = (instant: string) => instant.replace(/\.\d+Z/, "Z");
const normal = (reminder: Reminder) =>
  "at" in reminder ? seconds(reminder.at) : parseSigned(reminder.before)?.text;

const noon = { date: "2026-03-10", time: "13:00", time_zone: "Europe/Berlin" };
const daily = { rrule: "FREQ=DAILY", mode: "schedule" as const, exdates: [], anchor: noon };

test("what is exported as iCalendar comes back with its dates, repetition and reminders", async () => {
  await fc.assert(
    fc.asyncProperty(storedTask, async (original) => {
      const { entries, report } = importCalendar(await exported(original), context);
      assert.equal(entries.length, 1, JSON.stringify(report));
      const back = create((entries[0] as (typeof entries)[0]).task, at);
      assert.equal(back.title, clean(original.title).replace(/\s+/g, " ").trim());
      assert.equal(back.notes, clean(original.notes).trim());
      assert.deepEqual(back.due, original.due);
      assert.equal(back.priority, original.priority);
      assert.equal(back.status, original.status);
      assert.equal(back.completed_at?.slice(0, 19), original.completed_at?.slice(0, 19));
      const { snoozed_until, status, reminders } = original;
      const wanted = [...reminders, ...(snoozed_until && status === "open" ? [{ at: snoozed_until }] : [])];
      // A reminder at the due instant of a repeating task is imported as one that repeats, as in Apple's files.
      const atDue = ({ due_at, recurrence }: Task, reminder: Reminder) =>
        recurrence && due_at && "at" in reminder && seconds(reminder.at) === seconds(due_at);
      // Without a due date no reminder can be relative to it.
      const possible = wanted
        .filter((each) => original.due || "at" in each)
        .map((each) => (atDue(original, each) ? "PT0S" : normal(each)));
      assert.deepEqual(new Set(back.reminders.map(normal)), new Set(possible));
      if (status === "open") {
        const { exdates, ...recurrence } = back.recurrence ?? { exdates: [] };
        const { exdates: wantedExdates = [], ...wantedRecurrence } = original.recurrence ?? {};
        assert.deepEqual(recurrence, wantedRecurrence);
        assert.deepEqual(exdates, [...wantedExdates].sort());
        assert.equal(back.occurrence, original.occurrence);
      }
    }),
    {
      numRuns: 300,
      examples: [
        [
          task({
            due: noon,
            due_at: at.now.toISOString(),
            recurrence: daily,
            snoozed_until: at.now.toISOString(),
          }),
        ],
      ],
    },
  );
});

test("other calendars see the same days to come, though they know nothing of ours", async () => {
  const rules = [
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=9",
    "FREQ=YEARLY",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=DAILY;INTERVAL=3;UNTIL=20260801",
  ];
  for (const rrule of rules)
    for (const step of [1, 3]) {
      const anchor = { date: "2024-01-31", time: "09:00" };
      const recurrence = { rrule, mode: "schedule" as const, exdates: [], anchor };
      const [first, ...rest] = occurrences(recurrence, "Europe/Berlin", { limit: step + 7 }).slice(step);
      if (!first) continue;
      const due = { ...first.due, time_zone: "Europe/Berlin" };
      const text = await exported(task({ due, recurrence, occurrence: first.number, series_id: newId() }));
      const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vtodo");
      const rule = event?.getFirstPropertyValue("rrule") as ICAL.Recur;
      const iterator = rule.iterator(event?.getFirstPropertyValue("dtstart") as ICAL.Time);
      const seen = Array.from({ length: rest.length + 1 }, () => iterator.next()?.toString().slice(0, 10));
      assert.deepEqual(
        seen,
        [first, ...rest].map(({ due }) => due.date),
        `${rrule} from ${due.date}`,
      );
    }
});

test("a rule that was changed elsewhere is taken from there", async () => {
  const anchor = { date: "2026-01-31", time: "09:00" };
  const recurrence = { rrule: "FREQ=MONTHLY", mode: "completion" as const, exdates: [], anchor };
  const text = await exported(
    task({ due: { date: "2026-02-28", time: "09:00" }, recurrence, occurrence: 2, series_id: newId() }),
  );
  const changed = text.replace(/\r\nRRULE:.*\r\n/, "\r\nRRULE:FREQ=WEEKLY\r\n");
  const { entries, report } = importCalendar(changed, context);
  assert.equal(entries[0]?.task.recurrence?.rrule, "FREQ=WEEKLY");
  assert.ok(report.some(({ reason }) => reason.startsWith("Its repetition was changed elsewhere")));
});

test("the file is folded at 75 octets, ends its lines with CRLF and names each zone once, before its use", async () => {
  const due = { date: "2026-05-01", time: "10:00", time_zone: "America/New_York" };
  const text = await exported(task({ title: "ü".repeat(200), due }), task({ id: 2, due }));
  for (const line of text.split("\r\n")) assert.ok(Buffer.byteLength(line) <= 75 && !/[\r\n]/.test(line));
  assert.equal(text.match(/TZID:America\/New_York/g)?.length, 1);
  assert.ok(text.indexOf("BEGIN:VTIMEZONE") < text.indexOf("BEGIN:VTODO"));
  assert.ok(
    text.startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:") && text.endsWith("END:VCALENDAR\r\n"),
  );
});

test("a zone's clock as it is told agrees with the zone", () => {
  for (const zone of [
    "Europe/Berlin",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/New_York",
  ]) {
    const component = new ICAL.Component(vtimezone(zone, new Date("2036-01-01")) as never);
    const told = new ICAL.Timezone({ component, tzid: zone });
    for (let day = Date.UTC(2000, 0, 1, 12); day < Date.UTC(2035, 0, 1); day += 86_400_000 * 5) {
      const local = new Date(day).toISOString().slice(0, 16);
      const [date = "", time = ""] = local.split("T");
      const offset = (day - toInstant({ date, time }, zone).getTime()) / 1000;
      assert.equal(
        told.utcOffset(ICAL.Time.fromString(`${local}:00`, undefined as never)),
        offset,
        `${zone} ${local}`,
      );
    }
  }
});

test("the rules of a zone's clock that are in force go on for ever, as rules", () => {
  const rules = (zone: string) =>
    new ICAL.Component(vtimezone(zone, new Date("2036-12-31")) as never)
      .getAllSubcomponents()
      .flatMap((each) => each.getFirstPropertyValue("rrule")?.toString() ?? [])
      .sort();
  const last = ["FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"];
  assert.deepEqual(rules("Europe/Berlin"), last.map(ordered).sort());
  assert.deepEqual(
    rules("America/New_York"),
    ["FREQ=YEARLY;BYMONTH=11;BYDAY=1SU", "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"].map(ordered).sort(),
  );
  assert.deepEqual(rules("Asia/Kolkata"), []);
  const chile = new ICAL.Component(vtimezone("America/Santiago", new Date("2036-12-31")) as never);
  const told = new ICAL.Timezone({ component: chile, tzid: "America/Santiago" });
  for (let day = Date.UTC(2037, 0, 1, 12); day < Date.UTC(2060, 0, 1); day += 86_400_000 * 3) {
    const local = new Date(day).toISOString().slice(0, 16);
    const [date = "", time = ""] = local.split("T");
    const offset = (day - toInstant({ date, time }, "America/Santiago").getTime()) / 1000;
    assert.equal(told.utcOffset(ICAL.Time.fromString(`${local}:00`, undefined as never)), offset, local);
  }
});

// The library writes the parts of a rule in an order of its own.
const ordered = (rule: string): string => ICAL.Recur.fromString(rule).toString();

test("what repeats has no DUE that is not later than its DTSTART, and is due all the same", async () => {
  const due = { date: "2026-05-01", time: "10:00" };
  const recurrence = { rrule: "FREQ=WEEKLY", mode: "schedule" as const, exdates: [], anchor: due };
  const text = await exported(
    task({ due, recurrence, occurrence: 1, series_id: newId(), reminders: [{ before: "PT1H" }] }),
  );
  assert.ok(
    !text.includes("\nDUE") &&
      text.includes("\nDTSTART:20260501T100000\r\n") &&
      text.includes("\nDURATION:PT0S"),
  );
  const [entry] = importCalendar(text, context).entries;
  assert.deepEqual([entry?.task.due, entry?.task.reminders], [due, [{ before: "PT1H" }]]);
  const day = { ...due, time: undefined };
  const whole = await exported(
    task({
      due: { date: day.date },
      recurrence: { ...recurrence, anchor: { date: day.date } },
      occurrence: 1,
    }),
  );
  assert.ok(whole.includes("\nDTSTART;VALUE=DATE:20260501\r\n") && whole.includes("\nDURATION:P0D\r\n"));
});
