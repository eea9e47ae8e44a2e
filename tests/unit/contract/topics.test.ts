import assert from "node:assert/strict";
import { test } from "node:test";
import { allTopics, bytesOf, partitions } from "../../../functions/_shared/contract/topics.ts";

test("the events of all topics, with a last segment each, fit into the bytes for them", () => {
  const total = 4 * 2 ** 30;
  const bytes = allTopics.map((topic) => bytesOf(topic, total));
  const sum = bytes.reduce((all, { retention, segment }) => all + (retention + segment) * partitions, 0);
  assert.ok(sum <= total && sum > 0.99 * total, `${sum}`);
  // The largest event that Kafka takes has room in a segment.
  assert.ok(bytes.every(({ segment }) => segment > 1024 * 1024));
});
