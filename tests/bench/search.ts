import pg from "pg";
import type { RunningSystem } from "../../tools/local/system.ts";
import { newPerson } from "../support/client.ts";
import { summarize, timeEach } from "./measure.ts";

const total = 1_000_000;
const own = 100_000;
const words = [
  "report",
  "invoice",
  "call",
  "plan",
  "garden",
  "review",
  "order",
  "paint",
  "travel",
  "budget",
  "lesson",
  "kitchen",
  "meeting",
  "draft",
  "repair",
  "music",
  "letter",
  "harvest",
  "bicycle",
  "window",
];

/** Search over the 100,000 tasks of one person among a million, through the api: rare words, common ones, prefixes. */
export async function benchSearch(system: RunningSystem) {
  const person = await newPerson(system.url);
  const { body: me } = await person.call("GET", "/v1/me");
  const client = new pg.Client({ connectionString: system.databaseUrl });
  await client.connect();
  try {
    await fill(client, me.id);
    const api = `http://127.0.0.1:${system.process("api").ports.app}`;
    const headers = { authorization: `Bearer ${person.token}` };
    const search = async (q: string) => {
      const response = await fetch(`${api}/v1/tasks?limit=50&q=${encodeURIComponent(q)}`, { headers });
      const { results } = (await response.json()) as { results: unknown[] };
      if (results.length === 0) throw new Error(`nothing found for ${q}`);
    };
    const queries = [
      (n: number) => `item${1 + ((n * 7919) % own)}`,
      (n: number) => words[n % words.length] as string,
      (n: number) => (words[n % words.length] as string).slice(0, 3),
      (n: number) => `${words[n % words.length]} ${words[(n * 3 + 1) % words.length]}`,
    ];
    await timeEach(40, (n) => search((queries[n % queries.length] as (n: number) => string)(n)));
    const { p50, p99, max } = summarize(
      await timeEach(400, (n) => search((queries[n % queries.length] as (n: number) => string)(n))),
    );
    return { "search p50 ms": p50, "search p99 ms (goal ≤ 20)": p99, "search max ms": max };
  } finally {
    await client.query("delete from users where email like 'bench-%'");
    await client.end();
  }
}

async function fill(client: pg.Client, userId: string): Promise<void> {
  const others = 900;
  await client.query(
    `insert into users (id, email) select gen_random_uuid(), 'bench-' || n from generate_series(1, ${others}) n
     on conflict do nothing`,
  );
  const list = `array[${words.map((word) => `'${word}'`).join(",")}]`;
  const word = (seed: string) => `(${list})[1 + (hashint8(${seed}) & 2147483647) % ${words.length}]`;
  const insert = (users: string, count: number, base: number) => `
    insert into tasks (user_id, title, notes, seq, created_at, updated_at)
    select ${users}, 'item' || n || ' ' || ${word("n")} || ' ' || ${word("n + 77")}, ${word("n * 31")}, n + ${base}, now(), now()
    from generate_series(1, ${count}) n`;
  await client.query(insert(`'${userId}'::uuid`, own, 1_000_000));
  await client.query(
    `with people as (select array_agg(id) as ids from users where email like 'bench-%')
     ${insert(`(select ids[1 + n % ${others}] from people)`, total - own, 0)}`,
  );
  await client.query("vacuum analyze tasks");
}
