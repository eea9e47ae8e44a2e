import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { knownFunctions } from "../../functions/_shared/contract/functions.ts";
import { allTopics, partitions } from "../../functions/_shared/contract/topics.ts";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { brokerGauges } from "../../functions/meter/broker.ts";
import { openMeasure, ownGauges } from "../../functions/meter/measure.ts";
import { newPerson } from "../support/client.ts";
import { environment } from "../support/environment.ts";

const meter = openMeasure({
  db: openDatabase(environment.databaseUrl, { max: 3 }),
  kafka: { KAFKA_BROKERS: environment.kafkaBrokers },
  now: () => new Date(),
});
after(meter.close);

/** The value of a sample in a measurement. */
const gauge = (text: string, sample: string): number => {
  const line = text.split("\n").find((each) => each.startsWith(`${sample} `));
  assert.ok(line, `no ${sample}`);
  return Number(line.slice(sample.length));
};

test("the running system's broker and consumer groups are measured: who has handled all events has no lag", async () => {
  const person = await newPerson(environment.url);
  await person.create({ title: "Measured" });
  // A measurement answers for five seconds.
  let text = await meter.measure();
  const lag = 'taskwake_consumer_lag_events{group="create-task",topic="create-task"}';
  for (let n = 0; n < 5 && gauge(text, lag) > 0; n += 1) {
    await sleep(5500);
    text = await meter.measure();
  }
  assert.equal(gauge(text, lag), 0);
  for (const [group, { subscribes }] of Object.entries(knownFunctions))
    for (const topic of subscribes)
      assert.ok(gauge(text, `taskwake_consumer_lag_events{group="${group}",topic="${topic}"}`) >= 0);
  for (const topic of allTopics) {
    assert.equal(gauge(text, `taskwake_topic_partitions{topic="${topic}"}`), partitions);
    assert.equal(gauge(text, `taskwake_topic_partitions_unavailable{topic="${topic}"}`), 0);
    assert.equal(gauge(text, `taskwake_topic_partitions_under_replicated{topic="${topic}"}`), 0);
  }
  assert.ok(gauge(text, "taskwake_kafka_brokers") >= 1);
  for (const source of ["postgresql", "kafka"])
    assert.equal(gauge(text, `taskwake_meter_up{source="${source}"}`), 1);
  for (const name of Object.keys({ ...brokerGauges, ...ownGauges }))
    assert.ok(text.includes(`# TYPE ${name} gauge`));
});
