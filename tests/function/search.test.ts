import assert from "node:assert/strict";
import { before, test } from "node:test";
import fc from "fast-check";
import { hasWord, searchable, searchWords } from "../../functions/_shared/domain/folding.ts";
import { countTasks, listTasks } from "../../functions/_shared/store/tasks/list.ts";
import { openWorld } from "./support/world.ts";

const world = await openWorld();
const { db } = world;
let user = "";

const titles = async (q: string): Promise<string[]> => {
  const page = await listTasks(db, user, { q, trash: false, limit: 200 });
  return (page?.results ?? []).map(({ title }) => title);
};

const tasks = [
  { title: "明天会议记录" },
  { title: "会議の議事録を書く" },
  { title: "ประชุมพรุ่งนี้เช้า" },
  { title: "Müllabfuhr anrufen", tags: ["Zuhause/Büro"] },
  { title: "Meeting with John" },
  { title: "Muell und Käse", notes: "don’t forget: list-2026.pdf by anna@example.org" },
  { title: "ΚΑΦΈΣ и ЧАЙ" },
  { title: "a\\b 100% it's_so" },
];

before(async () => {
  user = await world.user();
  for (const task of tasks) await world.task(user, task);
  const other = await world.user();
  await world.task(other, { title: "Müllabfuhr of somebody else" });
});

test("a word is found anywhere in a text, in languages without blanks too", async () => {
  const found: Record<string, string[]> = {
    会议: ["明天会议记录"],
    録: ["会議の議事録を書く"],
    議事録: ["会議の議事録を書く"],
    พรุ่งนี้: ["ประชุมพรุ่งนี้เช้า"],
    abfuhr: ["Müllabfuhr anrufen"],
    "meet joh": ["Meeting with John"],
    müll: ["Muell und Käse", "Müllabfuhr anrufen"],
    muell: ["Muell und Käse", "Müllabfuhr anrufen"],
    "use/buero": ["Müllabfuhr anrufen"],
    "2026 kase don't": ["Muell und Käse"],
    "anna@ex": ["Muell und Käse"],
    καφές: ["ΚΑΦΈΣ и ЧАЙ"],
    чай: ["ΚΑΦΈΣ и ЧАЙ"],
    "0%": ["a\\b 100% it's_so"],
    "t's_": ["a\\b 100% it's_so"],
    "a\\b": ["a\\b 100% it's_so"],
    _: ["a\\b 100% it's_so"],
    "\u0301": [],
    xyz: [],
  };
  for (const [q, expected] of Object.entries(found)) {
    assert.deepEqual((await titles(q)).sort(), [...expected].sort(), q);
    assert.equal(await countTasks(db, user, { q, trash: false, limit: 1 }), expected.length, q);
  }
});

test("a title with all words comes before notes with them, its beginning first, and what is done last", async () => {
  const person = await world.user();
  for (const title of ["Milk, done", "Buy milk", "Milk", "Shopping"])
    await world.task(person, { title, notes: title === "Shopping" ? "milk" : "" });
  await db.query("update tasks set status = 'done' where user_id = $1 and title = 'Milk, done'", [person]);
  const page = await listTasks(db, person, { q: "milk", trash: false, limit: 9 });
  assert.deepEqual(
    page?.results.map(({ title }) => title),
    ["Milk", "Buy milk", "Shopping", "Milk, done"],
  );
});

test("the index finds what is not among the latest changes", async () => {
  const person = await world.user();
  await db.query(
    `insert into tasks (user_id, title, seq, created_at, updated_at)
     select $1, 'filler ' || n, n, now(), now() from generate_series(1, 3200) n`,
    [person],
  );
  await db.query("update tasks set title = 'Sperrmüllabfuhr 会议' where user_id = $1 and seq = 7", [person]);
  for (const q of ["llabfuh", "会", "sperrmuell 会议"]) {
    const page = await listTasks(db, person, { q, trash: false, limit: 9 });
    assert.equal(page?.results.length, 1, q);
  }
});

test("the database folds text as the client does", async () => {
  const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((given) => !given.includes("\0"));
  const given = fc.sample(fc.oneof(text, fc.string({ unit: "binary", maxLength: 20 }).map(clean)), {
    numRuns: 2000,
    seed: 7,
  });
  const { rows } = await db.query<{ given: string; searched: string }>(
    "select given, searchable(given) as searched from unnest($1::text[]) given",
    [given],
  );
  const other = rows.filter(({ given, searched }) => searched !== searchable(given));
  assert.deepEqual(other.slice(0, 5), [], `${other.length} of ${rows.length}`);
});

// Letters of the living languages: on the rarest, databases and runtimes of different years disagree.
const clean = (text: string): string =>
  text.replace(/[^\u0020-\u024f\u0370-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]/gu, "");

test("what is typed finds a text by any part of any of its words", async () => {
  const person = await world.user();
  const word = fc.string({ unit: fc.constantFrom(..."abeuoüß会議’'é-é"), minLength: 1, maxLength: 8 });
  const samples = fc.sample(fc.tuple(word, fc.nat(), fc.nat()), { numRuns: 60, seed: 3 });
  for (const [title] of samples) await world.task(person, { title });
  for (const [title, from, length] of samples) {
    const q = [...title].slice(from % title.length, (from % title.length) + 1 + (length % 4)).join("");
    if (!searchWords(q).length) continue;
    const page = await listTasks(db, person, { q, trash: false, limit: 200 });
    const found = (page?.results ?? []).map(({ title }) => title).sort();
    const expected = samples
      .map(([each]) => each)
      .filter((each) => searchWords(q).every((one) => hasWord(searchable(each), one)));
    assert.deepEqual(found, expected.sort(), q);
  }
});
