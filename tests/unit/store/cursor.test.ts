import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as z from "zod";
import { cursorTypes, decodeCursor, encodeCursor } from "../../../functions/_shared/store/cursor.ts";

const places = {
  timestamp: fc.oneof(
    fc.constantFrom("infinity", "-infinity"),
    fc
      .date({ min: new Date("1900-01-01"), max: new Date("2200-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().replace("T", " ").replace("Z", "")),
  ),
  smallint: fc.integer({ min: 1, max: 3 }).map(String),
  text: fc.string({ unit: "binary" }).filter((text) => !text.includes("\0")),
  float8: fc.double({ min: 1e-30, max: 1, noNaN: true }).map(String),
  uuid: fc.uuid(),
};
const types = Object.keys(places) as (keyof typeof places)[];
const decode = (list: string, type: keyof typeof places, cursor: string) =>
  decodeCursor(list, z.tuple([cursorTypes[type], cursorTypes.id]), cursor);

test("a cursor gives back what it was given", () => {
  for (const type of types)
    fc.assert(
      fc.property(places[type], fc.nat(), (value, id) => {
        assert.deepEqual(decode("list", type, encodeCursor("list", [value, id])), [value, id]);
      }),
    );
});

test("whatever else is sent as a cursor is refused as such, or is a place the list can have", () => {
  const forged = fc.oneof(
    fc.string(),
    fc.base64String(),
    fc.json().map((text) => Buffer.from(text).toString("base64url")),
    fc
      .tuple(fc.oneof(fc.jsonValue(), ...Object.values(places)), fc.jsonValue())
      .map((place) => encodeCursor("list", place as never)),
  );
  for (const type of types)
    fc.assert(
      fc.property(forged, (cursor) => {
        const place = decode("list", type, cursor);
        if (!place) return;
        assert.equal(typeof place[0], "string");
        assert.ok(!/\0|\p{Surrogate}/u.test(String(place[0])));
        assert.ok(Number.isSafeInteger(place[1]));
      }),
    );
});

test("what PostgreSQL could not cast is refused, and so is another list's cursor", () => {
  const bad: [keyof typeof places, unknown[]][] = [
    ["timestamp", ["2030-02-30 00:00:00", 1]],
    ["timestamp", ["2030-13-01 00:00:00", 1]],
    ["timestamp", ["0000-01-01 00:00:00", 1]],
    ["timestamp", ["2030-01-01 24:00:01", 1]],
    ["timestamp", ["now", 1]],
    ["timestamp", [1, 1]],
    ["smallint", ["99999", 1]],
    ["smallint", ["high", 1]],
    ["float8", ["1e999", 1]],
    ["float8", ["NaN", 1]],
    ["text", ["\0", 1]],
    ["text", ["\ud800", 1]],
    ["uuid", ["x", 1]],
    ["text", ["a", 1.5]],
    ["text", ["a", 1e300]],
    ["text", ["a", "1"]],
    ["text", ["a"]],
    ["text", ["a", 1, 2]],
  ];
  for (const [type, place] of bad)
    assert.equal(decode("list", type, encodeCursor("list", place as never)), undefined, `${place}`);
  assert.equal(decode("list", "text", encodeCursor("other", ["a", 1])), undefined);
});
