import assert from "node:assert/strict";
import { before, test } from "node:test";
import fc from "fast-check";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import { newPerson, type Person } from "../support/client.ts";
import { environment } from "../support/environment.ts";

const { url } = environment;
let person: Person;
let all: Task[];

const priorities = ["high", "medium", "low"] as const;
const words = ["milk", "Bread", "café", "straße", "report", "reporting", "zebra"];

before(async () => {
  person = await newPerson(url, { time_zone: "Europe/Berlin" });
  const operations = Array.from({ length: 60 }, (_, n) => ({
    op: "create",
    task: {
      title: `${words[n % words.length]} ${String(n).padStart(2, "0")}`,
      notes: n % 9 === 0 ? "the quick brown fox" : "",
      priority: priorities[n % 3],
      tags: [...(n % 2 === 0 ? ["even"] : []), ...(n % 5 === 0 ? ["five"] : [])],
      ...(n % 4 !== 0 && { due: { date: `2030-01-${String((n % 28) + 1).padStart(2, "0")}` } }),
    },
  }));
  const { body } = await person.call("POST", "/v1/tasks/bulk", { body: { operations } });
  all = body.results.map(({ task }: { task: Task }) => task);
  const done = all.filter(({ id }) => id % 6 === 0);
  await person.call("POST", "/v1/tasks/bulk", {
    body: { operations: done.map(({ id }) => ({ op: "complete", id })) },
  });
  all = await person.tasks();
  assert.equal(all.length, 60);
});

async function page(query: string): Promise<Task[]> {
  const results: Task[] = [];
  let cursor: string | null = "";
  do {
    const { body, status } = await person.call("GET", `/v1/tasks?${query}${cursor && `&cursor=${cursor}`}`);
    assert.equal(status, 200, JSON.stringify(body));
    results.push(...body.results);
    cursor = body.next_cursor;
  } while (cursor);
  return results;
}

const ids = (tasks: Task[]) => tasks.map(({ id }) => id).sort((a, b) => a - b);

test("any filter, sort and page size gives exactly the tasks that match, each once, in order", async () => {
  const filters = fc.record(
    {
      status: fc.constantFrom("open", "done"),
      priority: fc.constantFrom(...priorities),
      tag: fc.constantFrom("even", "five"),
      due_from: fc.integer({ min: 1, max: 28 }).map((day) => `2030-01-${String(day).padStart(2, "0")}`),
      due_to: fc.integer({ min: 1, max: 28 }).map((day) => `2030-01-${String(day).padStart(2, "0")}`),
    },
    { requiredKeys: [] },
  );
  const sorts = fc.constantFrom(
    "due",
    "-due",
    "priority",
    "-priority",
    "title",
    "-title",
    "created",
    "-updated",
  );
  await fc.assert(
    fc.asyncProperty(filters, sorts, fc.integer({ min: 3, max: 70 }), async (filter, sort, limit) => {
      const query = new URLSearchParams({ ...filter, sort, limit: String(limit) } as Record<string, string>);
      const found = await page(String(query));
      assert.deepEqual(ids(found), ids(all.filter((task) => fits(task, filter))));
      assert.deepEqual(found, [...found].sort(comparing(sort)));
      const counted = await person.call("GET", `/v1/tasks?${query}&count=true`);
      assert.equal(counted.body.total, found.length);
    }),
    { numRuns: 40 },
  );
});

function fits(task: Task, filter: Record<string, string | undefined>): boolean {
  const { status, priority, tag, due_from, due_to } = filter;
  return (
    (!status || task.status === status) &&
    (!priority || task.priority === priority) &&
    (!tag || task.tags.includes(tag)) &&
    (!due_from || (task.due !== null && task.due.date >= due_from)) &&
    (!due_to || (task.due !== null && task.due.date <= due_to))
  );
}

function comparing(sort: string): (a: Task, b: Task) => number {
  const descending = sort.startsWith("-");
  const key = sort.replace("-", "");
  const value = (task: Task): number | string => {
    if (key === "due") return task.due_at ?? (descending ? "" : "~");
    if (key === "priority") return priorities.indexOf(task.priority);
    if (key === "title") return task.title.toLowerCase();
    return key === "created" ? task.created_at : task.updated_at;
  };
  const order = (a: Task, b: Task) => {
    const [x, y] = [value(a), value(b)];
    if (x === y) return a.id - b.id;
    if (key === "title") return collator.compare(x as string, y as string);
    return x < y ? -1 : 1;
  };
  return descending ? (a, b) => order(b, a) : order;
}
const collator = new Intl.Collator("en");

test("search finds words, prefixes, accents and notes, best match first", async () => {
  const titles = async (q: string) => (await page(`q=${encodeURIComponent(q)}`)).map(({ title }) => title);
  const titled = (start: string) => all.map(({ title }) => title).filter((title) => title.startsWith(start));
  for (const [q, start] of [
    ["report", "report"],
    ["rep", "report"],
    ["reporti", "reporting"],
    ["cafe", "café"],
  ] as const)
    assert.deepEqual((await titles(q)).sort(), titled(start).sort(), q);
  assert.equal((await titles("quick fox")).length, 7);
  assert.equal(
    (await titles("even milk")).length,
    (await page("tag=even")).filter(({ title }) => title.startsWith("milk")).length,
  );
  assert.deepEqual(await titles("unheard"), []);
  assert.deepEqual(await titles("!!! & |"), []);
  assert.equal((await titles("milk 00"))[0], "milk 00");
});

test("punctuation parts words as a person reads them, and nothing that is typed upsets the search", async () => {
  const other = await newPerson(url);
  const titles = async (q: string) => {
    const { status, body } = await other.call("GET", `/v1/tasks?q=${encodeURIComponent(q)}`);
    assert.equal(status, 200, q);
    return body.results.map(({ title }: Task) => title);
  };
  await other.create({ title: "Buy milk/eggs", notes: "list-2026.pdf by anna@example.org" });
  await other.create({ title: "Größe №5 ½ ŉ ⑴ 買い物", tags: ["home/office"] });
  for (const q of ["eggs", "milk egg", "pdf", "2026 list", "example", "MILK", "anna@ex"])
    assert.deepEqual(await titles(q), ["Buy milk/eggs"], q);
  for (const q of ["grösse", "Gro\u0308ße", "買い物", "office", "⑴", "ŉ", "½"])
    assert.deepEqual(await titles(q), ["Größe №5 ½ ŉ ⑴ 買い物"], q);
  for (const q of ["report", "'", "\\", "a'b\\c:*", "<->", "eggs & !milk2", "()", " "])
    assert.ok(Array.isArray(await titles(q)), q);
});
