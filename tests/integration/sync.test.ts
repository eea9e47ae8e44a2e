import assert from "node:assert/strict";
import { test } from "node:test";
import { newPerson } from "../support/client.ts";
import { connect } from "../support/device.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";

const { url } = environment;

test("a change on one device reaches the other, in order and once", async () => {
  const person = await newPerson(url);
  const device = await connect(url, person.token);
  const tasks = await Promise.all(
    Array.from({ length: 10 }, (_, n) => person.create({ title: `Task ${n}` })),
  );
  await person.act(tasks[0] as never, "complete");
  await eventually(() => device.changes().length >= 11, { what: "11 changes" });
  const seqs = device.changes().map(({ seq }) => seq);
  assert.deepEqual(
    seqs,
    Array.from({ length: 11 }, (_, n) => n + 1),
  );
  device.close();
});

test("a device that was away goes on from its cursor", async () => {
  const person = await newPerson(url);
  await person.create({ title: "Seen" });
  const first = await connect(url, person.token);
  const seen = first.messages[0]?.seq as number;
  first.close();
  const missed = await person.create({ title: "Missed" });
  await person.remove(missed);
  const second = await connect(url, person.token, seen);
  await eventually(() => second.changes().length === 1, { what: "the last state of what was missed" });
  assert.equal(second.changes()[0]?.task.id, missed.id);
  assert.ok(second.changes()[0]?.task.deleted_at);
  const changes = await person.call("GET", `/v1/changes?since=${seen}`);
  assert.equal(changes.body.results.length, 1);
  second.close();
});

test("server-sent events carry the same feed and resume by Last-Event-ID", async () => {
  const person = await newPerson(url);
  await person.create({ title: "First" });
  await person.create({ title: "Second" });
  const abort = new AbortController();
  const response = await fetch(`${url}/v1/sync`, {
    headers: { accept: "text/event-stream", authorization: `Bearer ${person.token}`, "last-event-id": "1" },
    signal: abort.signal,
  });
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  let text = "";
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    if (text.includes("event: change")) break;
  }
  abort.abort();
  assert.match(text, /id: 2\nevent: change\ndata: .*"title":"Second"/);
  assert.ok(!text.includes('"title":"First"'));
});

test("no token, a wrong token and another's token open no feed of mine", async () => {
  const [person, other] = [await newPerson(url), await newPerson(url)];
  await assert.rejects(connect(url, "nonsense"));
  const device = await connect(url, other.token, 0);
  await person.create({ title: "Private" });
  const own = await other.create({ title: "Own" });
  await eventually(() => device.changes().length > 0);
  assert.deepEqual(
    device.changes().map(({ task }) => task.id),
    [own.id],
  );
  device.close();
});
