import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { encodeCursor } from "../../functions/_shared/store/cursor.ts";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { newPerson, type Person } from "../support/client.ts";
import { environment } from "../support/environment.ts";

const db = openDatabase(environment.databaseUrl, { max: 2 });
let person: Person;
let id: string;

before(async () => {
  person = await newPerson(environment.url);
  id = (await person.call("GET", "/v1/me")).body.id;
});
after(() => db.close());

const get = (path: string) => person.call("GET", path);

test("a forged cursor, or one of another list, is refused and breaks nothing", async () => {
  const task = await person.create({ title: "One", due: { date: "2030-01-01" } });
  for (const title of ["Two", "Three"]) await person.create({ title });
  const lists = [
    ...["due", "-due", "priority", "title", "created", "-updated"].map((sort) => `/v1/tasks?sort=${sort}`),
    "/v1/tasks?q=o",
    "/v1/audit?limit=50",
    `/v1/tasks/${task.id}/history?limit=50`,
    "/v1/notifications?limit=50",
  ];
  const names = ["relevance", "due", "-due", "priority", "title", "created", "-updated"];
  const places = [["x", 1], [1, 1], ["\0", 1], ["1e999", 1e300], ["2030-02-30 00:00:00", 1], [{}], [], [-1]];
  const forged = [
    "x",
    Buffer.from("null").toString("base64url"),
    ...["audit", "ledger", ...names.map((name) => `tasks/${name}`)].flatMap((list) =>
      places.map((place) => encodeCursor(list, place as never)),
    ),
  ];
  const texts = ["x", "2030-02-30 00:00:00"].map((text) => encodeCursor("tasks/title", [text, 1]));
  for (const list of lists)
    for (const cursor of forged) {
      const { status, body } = await get(`${list}&cursor=${cursor}`);
      // Any text is a valid position in the list by title.
      const isPlace = list.endsWith("=title") && texts.includes(cursor);
      assert.equal(status, isPlace ? 200 : 422, `${list} ${Buffer.from(cursor, "base64url")}`);
      if (!isPlace) assert.equal(body.code, "invalid");
    }
  const { next_cursor } = (await get("/v1/audit?limit=1")).body;
  assert.equal((await get(`/v1/tasks?cursor=${next_cursor}`)).status, 422);
});

test("the list by title goes on behind the longest title there can be", async () => {
  const title = "界".repeat(500);
  for (let n = 0; n < 2; n += 1) await person.create({ title });
  const { next_cursor } = (await get("/v1/tasks?sort=-title&limit=1")).body;
  const { status, body } = await get(`/v1/tasks?sort=-title&limit=1&cursor=${next_cursor}`);
  assert.equal(status, 200);
  assert.equal(body.results[0].title, title);
});

test("the ledger pages through each row once, whatever comes in between", async () => {
  const add = (at: string, count: number) =>
    db.query(
      `insert into deliveries (notification_id, channel, target, user_id, status, created_at)
       select $1, channel, 'device ' || n, $2, 'sent', $3
       from generate_series(1, $4::int) n, unnest(array['push', 'email']) channel`,
      [newId(), id, at, count],
    );
  // Several in the same microsecond: the cursor must distinguish them.
  for (const at of ["2030-01-01T00:00:00.123456Z", "2030-01-01T00:00:00.123457Z", "2030-01-02T00:00:00Z"])
    await add(at, 3);
  const seen: string[] = [];
  let cursor = "";
  do {
    const { body } = await get(`/v1/notifications?limit=4${cursor && `&cursor=${cursor}`}`);
    for (const { notification_id, channel, target } of body.results)
      seen.push(`${notification_id} ${channel} ${target}`);
    cursor = body.next_cursor ?? "";
    await add("2030-01-03T00:00:00Z", 1);
  } while (cursor);
  assert.equal(new Set(seen).size, seen.length, "none twice");
  // Besides them there is the confirmation link.
  assert.equal(seen.filter((each) => each.includes("device")).length, 18);
});
