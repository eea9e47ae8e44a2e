import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { channels } from "../../functions/_shared/contract/channels.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { reminderInstants } from "../../functions/_shared/domain/reminders.ts";
import { circumstances } from "../../functions/_shared/domain/task/circumstances.ts";
import { create } from "../../functions/_shared/domain/task/rules.ts";
import {
  Due,
  ImportedTask,
  Instant,
  NewTask,
  Task,
  TimeZone,
} from "../../functions/_shared/domain/task/task.ts";
import { localDateTime } from "../../functions/_shared/domain/time.ts";

/** Names that ICU knows beside those of IANA, and spellings of both. */
const legacy =
  "ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST EST MST HST GMT UTC UCT Zulu EST5EDT CST6CDT US/Pacific Asia/Calcutta Etc/GMT+12 SystemV/PST8 GMT+1 +02:00".split(
    " ",
  );
const names = [...Intl.supportedValuesOf("timeZone"), ...legacy];
const zone = fc.constantFrom(...names, ...names.map((name) => name.toLowerCase()));
const two = (number: number) => String(number).padStart(2, "0");
/** Any day that the calendar may have, those at the ends of its range often. */
const date = fc.oneof(
  fc.constantFrom("1900-01-01", "1900-01-02", "2200-12-30", "2200-12-31", "1899-12-31", "2201-01-01"),
  fc
    .date({ min: new Date("1898-01-01"), max: new Date("2203-01-01"), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10)),
);
const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${two(hour)}:${two(minute)}`);
const due = fc.record({ date, time, time_zone: zone }, { requiredKeys: ["date"] });

test("every consumer takes what the api takes: dates, zones and the instants that follow from them", () => {
  const given = fc.record({ due, zone, at: fc.option(date), snoozed: fc.boolean() });
  fc.assert(
    fc.property(given, ({ due, zone, at, snoozed }) => {
      fc.pre(TimeZone.safeParse(zone).success && Due.safeParse(due).success);
      const instant = Instant.safeParse(`${at}T12:00:00Z`);
      const reminders = [
        { before: "PT30M" },
        { before: "P1D" },
        ...(instant.success ? [{ at: instant.data }] : []),
      ];
      const now = new Date("1890-01-01T00:00:00Z");
      const asked = NewTask.parse({ title: "T", due, reminders });
      const imported = ImportedTask.parse({
        ...asked,
        ...(snoozed && instant.success && { snoozed_until: instant.data }),
      });
      const made = create(imported, circumstances({ now, zone, newId }));
      const task = Task.parse({ ...made, id: 1, version: 1, seq: 1 });
      const ids = { user_id: newId(), task_id: 1 };
      const timestamp = now.toISOString().replace("1890", "2026");
      channels["task-events"].schema.parse({ ...ids, event_type: "created", task_data: task, timestamp });
      for (const instant of reminderInstants(task, { zone, wholeDayTime: "09:00" })) {
        const reminder = {
          ...ids,
          reminder_id: newId(),
          title: "T",
          due_at: task.due_at,
          remind_at: instant.toISOString(),
        };
        // Reminders before the first day that a task can have are never set: they are past.
        if (instant.getTime() < Date.parse("1899-12-31")) continue;
        channels.reminders.schema.parse({ ...reminder, state: "set" });
        channels.notifications.schema.parse({ ...reminder, kind: "reminder", due: task.due, late: false });
        localDateTime(instant, zone);
      }
    }),
    { numRuns: 3000 },
  );
});

test("a zone that is taken is computed with and written by every library", () => {
  for (const name of names.flatMap((each) => [each, each.toLowerCase()])) {
    if (!TimeZone.safeParse(name).success) continue;
    assert.ok(localDateTime(new Date("2026-11-30T10:00:00Z"), name).date.startsWith("2026-"));
    new Intl.DateTimeFormat("en", { timeZone: name }).format();
  }
  for (const name of ["JST", "PST", "ist", "+02:00"])
    assert.equal(TimeZone.safeParse(name).success, false, name);
});
