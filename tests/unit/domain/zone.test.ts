import assert from "node:assert/strict";
import { test } from "node:test";
import { Temporal } from "temporal-polyfill";
import { isTimeZone } from "../../../functions/_shared/domain/zone.ts";

test("a zone that is accepted is one that the calendar counts in", () => {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const short = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)));
  const names = [
    ...Intl.supportedValuesOf("timeZone"),
    ...short,
    "EST5EDT",
    "US/Pacific",
    "Etc/GMT+3",
    "cst",
  ];
  for (const name of names.filter(isTimeZone)) assert.ok(Temporal.Now.zonedDateTimeISO(name), name);
  assert.ok(!isTimeZone("CST"));
  assert.ok(isTimeZone("UTC") && isTimeZone("CET"));
});
