import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ImportedTask } from "../../../../../functions/_shared/domain/task/task.ts";
import { importCalendar } from "../../../../../functions/_shared/interchange/ical/read/import.ts";
import { calendar } from "../../../../fixtures/calendar.ts";
import { context, fixture, told } from "../../read.ts";

const names = ["google", "outlook", "apple-reminders", "nextcloud-tasks", "thunderbird", "broken"];
const sources = [...names.map((name) => fixture(`${name}.ics`)), calendar(12, 7).replaceAll("\r\n", "\n")];

const values = [
  "",
  "20261301",
  "20260101T250000Z",
  "99999999",
  "-P",
  "-PT99999999H",
  "FREQ=",
  "FREQ=YEARLY;COUNT=0",
];
const damage = fc.oneof(
  fc.record({ kind: fc.constant("drop" as const), at: fc.nat() }),
  fc.record({ kind: fc.constant("repeat" as const), at: fc.nat() }),
  fc.record({ kind: fc.constant("value" as const), at: fc.nat(), value: fc.constantFrom(...values) }),
  fc.record({
    kind: fc.constant("text" as const),
    at: fc.nat(),
    value: fc.string({ unit: "binary", maxLength: 8 }),
  }),
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(source: string, all: Damage[]): string {
  const lines = source.split("\n");
  for (const each of all) {
    const at = 1 + (each.at % (lines.length - 1));
    const line = lines[at] ?? "";
    if (each.kind === "drop") lines.splice(at, 1);
    else if (each.kind === "repeat") lines.splice(at, 0, line);
    else lines[at] = line.replace(/:.*$/, () => `:${each.value}`);
  }
  return lines.join("\r\n");
}

test("a damaged calendar gives valid tasks and a report, never an error nobody foresaw", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...sources),
      fc.array(damage, { minLength: 1, maxLength: 12 }),
      async (source, all) => {
        const imported = importCalendar(damaged(source, all), context);
        for (const { task } of imported.entries) assert.deepEqual(ImportedTask.parse(task), task);
        assert.equal(new Set(imported.entries.map(({ key }) => key)).size, imported.entries.length);
        assert.ok(
          !("Not imported. It could not be understood." in told(imported)),
          JSON.stringify(imported.report),
        );
      },
    ),
    { numRuns: 400 },
  );
});

test("a calendar as people have them is carried over whole", () => {
  const { entries, report } = importCalendar(calendar(300, 3), context);
  assert.equal(entries.length, 300);
  assert.deepEqual(
    report.filter(({ reason }) => reason.startsWith("Not imported.")),
    [],
  );
});
