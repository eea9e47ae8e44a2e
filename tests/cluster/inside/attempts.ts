import pg from "pg";

// Attempts that must fail, run inside a function's pod: the name of each attempt and its result.
const sidecar = "http://127.0.0.1:3500/v1.0";
const token = { "dapr-api-token": process.env.DAPR_API_TOKEN ?? "" };
const json = { "content-type": "application/json" };

const call = async (url: string, headers: Record<string, string>, method = "POST") => {
  const body = method === "POST" ? "{}" : null;
  return (await fetch(url, { method, headers: { ...json, ...headers }, body })).status;
};

const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
const sql = (text: string) =>
  client.query(text).then(
    () => "done",
    (error: { code?: string }) => error.code,
  );

console.log(
  JSON.stringify({
    "sidecar with its token": await call(`${sidecar}/metadata`, token, "GET"),
    "sidecar without its token": await call(`${sidecar}/metadata`, {}, "GET"),
    "publish to a topic that is another's": await call(`${sidecar}/publish/pubsub/task-events`, token),
    "a component that is another's": await call(`${sidecar}/bindings/smtp`, token),
    "invoke another function": await call(`${sidecar}/invoke/sync/method/healthz`, token, "GET"),
    "read a secret": await call(`${sidecar}/secrets/kubernetes/database-owner`, token, "GET"),
    "bring the app an event without its token": await call(
      "http://127.0.0.1:8080/events/operation-results",
      {},
    ),
    "change the schema": await sql("create table mine (id int)"),
    "rewrite the audit trail": await sql("update audit set actor = actor"),
    "read the database's passwords": await sql("select rolpassword from pg_authid"),
    "write to its own image": await import("node:fs/promises")
      .then((fs) => fs.writeFile("/app/index.mjs", ""))
      .then(() => "done")
      .catch((error: { code?: string }) => error.code),
  }),
);
await client.end();
