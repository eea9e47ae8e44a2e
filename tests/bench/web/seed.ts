import pg from "pg";
import { newPerson, type Person } from "../../support/client.ts";

const verbs = ["Call", "Write", "Plan", "Order", "Review", "Fix", "Prepare", "Send"];
const things = [
  "the report",
  "an invoice",
  "the garden",
  "a meeting",
  "the bicycle",
  "a letter",
  "dinner",
  "the budget",
];

/** A person with so many open tasks, half of them with a date, inserted directly into the database. */
export async function personWith(count: number, url: string, databaseUrl: string): Promise<Person> {
  const person = await newPerson(url, { time_zone: "Europe/Berlin" });
  const { id } = (await person.call("GET", "/v1/me")).body as { id: string };
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const pick = (list: string[], by: string) =>
    `(array[${list.map((one) => `'${one}'`).join(",")}])[1 + (${by}) % ${list.length}]`;
  await client.query(
    `insert into tasks (user_id, title, notes, priority, tags, due, due_at, seq, created_at, updated_at)
     select $1, ${pick(verbs, "n")} || ' ' || ${pick(things, "n / 8")} || ' ' || n, case when n % 5 = 0 then 'Some notes.' else '' end,
       1 + n % 3, case when n % 4 = 0 then array[${pick(["work", "home", "errands"], "n")}] else '{}' end,
       case when n % 2 = 0 then jsonb_build_object('date', to_char(now() + make_interval(days => n % 300), 'YYYY-MM-DD')) end,
       case when n % 2 = 0 then date_trunc('day', now()) + make_interval(days => n % 300) end,
       n, now() - make_interval(mins => n), now()
     from generate_series(1, $2::int) n`,
    [id, count],
  );
  await client.query("update users set seq = $2 where id = $1", [id, count]);
  await client.end();
  return person;
}
