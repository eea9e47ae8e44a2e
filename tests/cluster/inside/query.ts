import pg from "pg";

declare const INPUT: { sql: string; values: unknown[] };

pg.types.setTypeParser(20, Number);
const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
const { rows } = await client.query(INPUT.sql, INPUT.values);
await client.end();
console.log(JSON.stringify(rows));
