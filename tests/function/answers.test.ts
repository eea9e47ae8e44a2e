import assert from "node:assert/strict";
import { test } from "node:test";
import api from "../../functions/api/index.ts";
import { call } from "../support/client.ts";
import { openWorld } from "./support/world.ts";

const world = await openWorld();
const url = await world.serve(world.open(api));

/** Routes that no test with the whole system asks; the client of the tests holds each answer against the document. */
const others: [method: string, path: string, status: number, body?: unknown][] = [
  ["GET", "/openapi.json", 200],
  ["GET", "/asyncapi.json", 200],
  ["GET", "/reference", 200],
  ["GET", "/v1/push-key", 200],
  ["POST", "/v1/push-subscriptions/test", 202],
  ["GET", "/v1/notifications/unread", 200],
  ["POST", "/v1/notifications/read", 204, {}],
  [
    "POST",
    "/v1/recurrences/preview",
    200,
    { recurrence: { rrule: "FREQ=WEEKLY" }, due: { date: "2031-05-01", time: "09:00" }, locale: "de" },
  ],
];

test("previews, keys, tests and documents are answered as the document says", async () => {
  const headers = { authorization: `Bearer ${await world.token(await world.user())}` };
  for (const [method, path, status, body] of others)
    assert.equal((await call(url, method, path, { body, headers })).status, status, path);
});
