import assert from "node:assert/strict";
import http from "node:http";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { newPerson, type Person } from "../support/client.ts";
import { startPushService } from "../support/push-service.ts";
import { query } from "./observe.ts";
import { peakOf, podSize } from "./pod.ts";
import { type FaultySystem, startFaultySystem } from "./system.ts";

/** What three people may ask for at once: everything large, by readers of which some take nothing. */
const asked = [
  ...Array<string>(6).fill("/v1/tasks?limit=200"),
  ...["/v1/tasks?limit=200&sort=-title", "/v1/tasks?limit=200&q=words", "/v1/audit?limit=200"],
  ...["/v1/export", "/v1/export", "/v1/export?format=ics", "/v1/export?format=csv"],
  ...["/v1/changes?limit=1000", "/v1/changes?limit=1000&since=100", "/v1/summary"],
];
const seconds = 20;
const large = 150;
const small = 3000;
/** Long, and blank where they are searched, so that they are stored quickly. */
const notes = " ".repeat(20_000) + "漢".repeat(30_000);
/** Devices of one person that a replica keeps. */
const devices = 20;
const watched = ["api", "sync"];
const pod = podSize();
const skip = process.platform !== "linux" && "only Linux reports the most memory that a process had";
let world: FaultySystem;
const people: Person[] = [];
const sockets: { destroy(): void }[] = [];

before(async () => {
  if (skip) return;
  world = await startFaultySystem(startPushService, {
    NODE_OPTIONS: pod.options,
    PERSON_LIMIT_FACTOR: "1",
  });
  for (let n = 0; n < 3; n += 1) people.push(await newPerson(world.system.url));
  await Promise.all(people.map(fill));
});
after(async () => {
  for (const socket of sockets) socket.destroy();
  await world?.system.stop();
  await world?.push.stop();
});

/** Gives a person large and small tasks with their trail, as the api would have. */
async function fill(person: Person): Promise<void> {
  const { id } = (await person.call("GET", "/v1/me")).body as unknown as { id: string };
  const run = (sql: string, ...values: unknown[]) => query(world.system, sql, [id, ...values]);
  await run(
    `insert into tasks (user_id, title, notes, seq, created_at, updated_at)
     select $1, 'Some words ' || n, case when n <= $2 then $3 else '' end, n, now(), now() from generate_series(1, $2::int + $4) n`,
    ...[large, notes, small],
  );
  await run(
    `insert into audit (event_id, user_id, task_id, version, seq, action, actor, task_data, at)
     select gen_random_uuid(), user_id, id, 1, seq, 'created', 'person', jsonb_build_object('title', title, 'notes', notes), now()
     from tasks where user_id = $1`,
  );
  await run(
    "update users set seq = $2::int + $3, counted_tasks = $2::int + $3, counted_seq = $2::int + $3 where id = $1",
    large,
    small,
  );
}

/** Asks for a path and reads the answer, or takes nothing of it. Resolves with the status, or undefined for none. */
const ask = (person: Person, path: string, agent: http.Agent, { reads = true } = {}) =>
  new Promise<number | undefined>((resolve) => {
    const headers = { authorization: `Bearer ${person.token}` };
    const request = http.get(world.system.url + path, { agent, headers }, (response) => {
      if (!reads) return resolve(response.statusCode);
      response.on("close", () => resolve(response.statusCode)).resume();
    });
    request.on("error", () => resolve(undefined));
    sockets.push(request);
  });

/** A device that asks for everything and reads nothing. */
function deafDevice(person: Person): void {
  const url = `${world.system.url.replace(/^http/, "ws")}/v1/sync?since=0`;
  const socket = new WebSocket(url, ["taskwake.v1", `bearer.${person.token}`]);
  socket.on("error", () => undefined).once("open", () => socket.pause());
  sockets.push({ destroy: () => socket.terminate() });
}

/** All of it again and again until the time is over; counts the answers by status. */
async function burden(person: Person, until: number, counts: Map<unknown, number>): Promise<void> {
  const agent = new http.Agent({ keepAlive: false, maxSockets: 100 });
  for (let n = 0; n < devices; n += 1) deafDevice(person);
  const forEver = async (path: string, index: number) => {
    // The last of the same kind reads nothing, and keeps its place.
    const reads = index % 3 !== 2;
    while (Date.now() < until) {
      const status = await Promise.race([ask(person, path, agent, { reads }), sleep(until - Date.now())]);
      counts.set(status, (counts.get(status) ?? 0) + 1);
      await sleep(status === 200 ? 0 : 250);
    }
  };
  const writes = async () => {
    while (Date.now() < until) {
      const created = await person.call("POST", "/v1/tasks", { body: { title: "More", notes } });
      counts.set(created.status, (counts.get(created.status) ?? 0) + 1);
      if (created.status === 429) await sleep(1000);
    }
  };
  await Promise.all([...asked.map(forEver), writes(), writes()]);
  agent.destroy();
}

test("no sequence of permitted requests of three people ends a process, or takes more than its pod has", {
  skip,
}, async () => {
  const { system } = world;
  const before = system.processes.map(({ name, pid }) => [name, pid]);
  const counts = new Map<unknown, number>();
  const until = Date.now() + seconds * 1000;
  await Promise.all(people.map((person) => burden(person, until, counts)));
  const peaks = watched.map((name) => [name, peakOf(system.process(name).pid ?? 0)] as const);
  const told = peaks.map(([name, bytes]) => `${name} ${(bytes / 1024 ** 2).toFixed(0)} MiB`);
  console.log(`# peak memory: ${told.join(", ")} of ${pod.memory / 1024 ** 2} MiB`);
  console.log(`# answers: ${JSON.stringify(Object.fromEntries(counts))}`);
  assert.deepEqual(
    system.processes.map(({ name, pid }) => [name, pid]),
    before,
    "a process ended",
  );
  for (const [name, bytes] of peaks) assert.ok(bytes > 0 && bytes < pod.memory, `${name}: ${bytes}`);
  // On a busy machine few answers end within the time.
  assert.ok((counts.get(200) ?? 0) >= 20, "it was asked");
  const other = await newPerson(system.url);
  assert.equal((await other.create({ title: "Goes on" })).title, "Goes on");
});
