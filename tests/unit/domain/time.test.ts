import assert from "node:assert/strict";
import { test } from "node:test";
import {
  dueAt,
  InvalidDuration,
  localDate,
  localDateTime,
  subtractDuration,
  toInstant,
} from "../../../functions/_shared/domain/time.ts";
import { isTimeZone } from "../../../functions/_shared/domain/zone.ts";

const at = (date: string, time: string | undefined, zone: string) =>
  toInstant({ date, time }, zone).toISOString();

test("a time in a gap of the clock moves forward by the gap", () => {
  assert.equal(at("2026-03-29", "02:30", "Europe/Berlin"), "2026-03-29T01:30:00.000Z");
  assert.deepEqual(localDateTime(new Date("2026-03-29T01:30:00Z"), "Europe/Berlin"), {
    date: "2026-03-29",
    time: "03:30",
  });
  assert.equal(at("2026-09-06", "00:30", "America/Santiago"), "2026-09-06T04:30:00.000Z");
});

test("a time that happens twice is the first", () => {
  assert.equal(at("2026-10-25", "02:30", "Europe/Berlin"), "2026-10-25T00:30:00.000Z");
});

test("a day begins with its first instant, at 01:00 when midnight is skipped", () => {
  assert.equal(at("2026-09-06", undefined, "America/Santiago"), "2026-09-06T04:00:00.000Z");
  assert.equal(at("2026-09-07", undefined, "America/Santiago"), "2026-09-07T03:00:00.000Z");
});

test("a due date has its own zone before the user's", () => {
  const due = { date: "2026-01-10", time: "09:00" };
  assert.equal(dueAt(due, "Europe/Berlin").toISOString(), "2026-01-10T08:00:00.000Z");
  assert.equal(
    dueAt({ ...due, time_zone: "Asia/Tokyo" }, "Europe/Berlin").toISOString(),
    "2026-01-10T00:00:00.000Z",
  );
});

test("today is that of the user's zone", () => {
  const instant = new Date("2026-01-10T11:30:00Z");
  assert.equal(localDate(instant, "Pacific/Auckland"), "2026-01-11");
  assert.equal(localDate(instant, "America/New_York"), "2026-01-10");
});

test("a reminder days ahead keeps the wall clock, one hours ahead counts hours", () => {
  const due = { date: "2026-03-29", time: "09:00" };
  const before = (iso: string) => subtractDuration(due, iso, "Europe/Berlin").toISOString();
  assert.equal(before("P1D"), "2026-03-28T08:00:00.000Z");
  assert.equal(before("PT24H"), "2026-03-28T07:00:00.000Z");
  assert.equal(before("P1W"), "2026-03-22T08:00:00.000Z");
  assert.equal(before("P1DT30M"), "2026-03-28T07:30:00.000Z");
  assert.equal(before("PT0S"), "2026-03-29T07:00:00.000Z");
});

test("a reminder is relative to the zone of the due date", () => {
  const due = { date: "2026-03-29", time: "09:00", time_zone: "Asia/Tokyo" };
  assert.equal(subtractDuration(due, "P1D", "Europe/Berlin").toISOString(), "2026-03-28T00:00:00.000Z");
});

test("a duration that is not exact, negative, endless or none is refused with a code", () => {
  for (const iso of ["P1M", "P1Y", "-PT5M", "PT", "P", "30", "", "P99999999999D"])
    assert.throws(
      () => subtractDuration({ date: "2026-03-29" }, iso, "UTC"),
      (error) => error instanceof InvalidDuration && error.code === "invalid-duration",
      iso,
    );
});

test("zones are IANA names", () => {
  for (const zone of ["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC"])
    assert.ok(isTimeZone(zone), zone);
  for (const zone of ["+02:00", "Mars/Olympus", "", "Europe/Berlin\n", "local"])
    assert.ok(!isTimeZone(zone), zone);
});
