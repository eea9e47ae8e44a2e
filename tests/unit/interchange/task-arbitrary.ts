import fc from "fast-check";
import { newId } from "../../../functions/_shared/domain/ids.ts";
import { occurrences } from "../../../functions/_shared/domain/recurrence/index.ts";
import { circumstances } from "../../../functions/_shared/domain/task/circumstances.ts";
import { create, type Draft } from "../../../functions/_shared/domain/task/rules.ts";
import { ImportedTask, type Task } from "../../../functions/_shared/domain/task/task.ts";
import { dueAt } from "../../../functions/_shared/domain/time.ts";
import { context } from "./read.ts";

const zones = ["Europe/Berlin", "America/New_York", "Australia/Sydney", "America/Santiago", "UTC"];
const rules = [
  ...["FREQ=DAILY", "FREQ=DAILY;INTERVAL=3;COUNT=40", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"],
  ...[
    "FREQ=WEEKLY;BYDAY=FR;WKST=SU",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYDAY=-1FR",
  ],
  ...["FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=30", "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"],
  ...["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20300101", "FREQ=DAILY;UNTIL=20281231T225959Z"],
];

const date = fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
const day = date.map((at) => at.toISOString().slice(0, 10));
const instant = date.map((at) => at.toISOString());
const minute = fc.integer({ min: 0, max: 1439 });
const time = minute.map(
  (m) => `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`,
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const before = fc.constantFrom("PT0S", "PT10M", "PT90M", "P1D", "P1DT2H", "P2W", "PT30S");

// Text as people paste it: any script, emoji, quotes, separators of every format, line breaks.
const text = (maxLength: number) =>
  fc.string({
    unit: fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
      fc.constantFrom(..."\n,;:\\\"'=@-\t%"),
    ),
    maxLength,
  });

const due = fc
  .record({ date: day, time: maybe(time), zone: fc.option(fc.constantFrom(...zones), { nil: undefined }) })
  .map(({ date, time, zone }) => ({ date, ...(time && { time }), ...(time && zone && { time_zone: zone }) }));
const series = fc.record({
  rrule: fc.constantFrom(...rules),
  mode: fc.constantFrom("schedule" as const, "completion" as const),
  step: fc.nat(6),
  exdates: fc.uniqueArray(day, { maxLength: 3 }),
});

const given = fc.record({
  title: text(60).map((title) => `${title}x`),
  notes: text(200),
  priority: fc.constantFrom("high" as const, "medium" as const, "low" as const),
  tags: fc.uniqueArray(
    text(20).map((tag) => `${tag.trim()}t`),
    { maxLength: 4 },
  ),
  due: fc.option(due),
  reminders: fc.uniqueArray(
    fc.oneof(
      before.map((each) => ({ before: each })),
      instant.map((at) => ({ at })),
    ),
    {
      maxLength: 4,
      selector: (each) => JSON.stringify(each),
    },
  ),
  series: fc.option(series),
  moved: fc.option(day),
  status: fc.constantFrom("open" as const, "done" as const),
  completed_at: instant,
  skipped: fc.boolean(),
  snoozed_until: fc.option(instant),
  created_at: instant,
});

/** A task as the database may contain it: with or without a series, at any of its occurrences, moved or not. */
export const storedTask: fc.Arbitrary<Task> = fc
  .tuple(given, fc.integer({ min: 1, max: 1e9 }))
  .map(([values, id]) => {
    const at = circumstances({ now: context.now, zone: context.zone, newId });
    const draft = create(ImportedTask.parse(imported(values)), at);
    return { ...placed(draft, values), id, version: 1, seq: id };
  });

type Given = typeof given extends fc.Arbitrary<infer T> ? T : never;

function imported({ series, moved: _, skipped, status, completed_at, ...rest }: Given) {
  const { step: _step, ...recurrence } = series ?? { step: 0 };
  return {
    ...rest,
    status,
    ...(status === "done" && (skipped ? { skipped_at: completed_at } : { completed_at })),
    recurrence: rest.due && series ? recurrence : null,
  };
}

// The task some occurrences later, perhaps moved to another day.
function placed(draft: Draft, { series, moved }: Given): Draft {
  const { recurrence, due } = draft;
  if (!recurrence || !due || !series) return draft;
  const zone = due.time_zone ?? context.zone;
  const later = occurrences(recurrence, zone, { limit: series.step + 1 }).at(-1);
  const place = { ...due, date: moved ?? later?.due.date ?? due.date };
  return {
    ...draft,
    due: place,
    due_at: dueAt(place, context.zone).toISOString(),
    occurrence: later?.number ?? 1,
  };
}
