import assert from "node:assert/strict";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { type OutgoingEvent, outgoing } from "../../../functions/_shared/contract/envelope.ts";
import type { Topic } from "../../../functions/_shared/contract/topics.ts";
import { openSidecar } from "../../../functions/_shared/platform/sidecar.ts";

/** The requests that arrived: topic, and the ids of their events. */
let requests: [string, ...string[]][] = [];
const server = http.createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString());
  const topic = (request.url ?? "").split("?")[0]?.split("/").at(-1) as string;
  requests.push([topic, ...(Array.isArray(body) ? body.map(({ event }) => event.id) : [body.id])]);
  response.writeHead(204).end();
});
before(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
after(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  requests = [];
});

const event = (topic: Topic, id: string, userId: string): OutgoingEvent =>
  outgoing(topic, { id, from: "test", type: "t", userId, actor: "person", time: new Date(0), data: {} });
const sidecar = () => openSidecar({ DAPR_HTTP_PORT: (server.address() as AddressInfo).port });

test("events of several people go in one request, those of one person one after another", async () => {
  await sidecar().publish([
    event("task-events", "a1", "a"),
    event("task-events", "a2", "a"),
    event("task-events", "b1", "b"),
    event("reminders", "r1", "a"),
  ]);
  const of = (topic: string) => requests.filter(([first]) => first === topic).map(([, ...ids]) => ids);
  assert.deepEqual(of("task-events"), [["a1", "b1"], ["a2"]]);
  assert.deepEqual(of("reminders"), [["r1"]]);
});

test("many events of one person go in one request, in order", async () => {
  const all = Array.from({ length: 40 }, (_, n) => event("import-task", `e${n}`, "a"));
  await sidecar().publish(all);
  assert.deepEqual(requests, [["import-task", ...all.map(({ event }) => event.id)]]);
});
