import { randomBytes } from "node:crypto";
import { argv, env } from "node:process";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import webpush from "web-push";
import { runCommand } from "../../local/command.ts";
import { apply, kubectl, namespace } from "./kubectl.ts";

type Data = Record<string, string>;

const password = () => randomBytes(24).toString("base64url");

async function signingKey(): Promise<Data> {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const jwk = await exportJWK(privateKey);
  const { d, ...publicJwk } = { ...jwk, alg: "EdDSA", use: "sig", kid: await calculateJwkThumbprint(jwk) };
  return { private: JSON.stringify({ ...publicJwk, d }), public: JSON.stringify(publicJwk) };
}

function webPush(): Data {
  const { publicKey, privateKey } = webpush.generateVAPIDKeys();
  return {
    public: publicKey,
    private: privateKey,
    subject: env.VAPID_SUBJECT ?? "mailto:admin@taskwake.dev",
  };
}

/** The roles' names end the same everywhere; grants.sql gives each what it needs. */
const roles = {
  "database-owner": "taskwake_owner",
  database: "taskwake_functions",
  "database-scaler": "taskwake_scaler",
};

function database(): Record<string, Data> {
  const address = env.DATABASE_ADDRESS ?? "postgres.taskwake.svc:5432/taskwake?sslmode=disable";
  const logins = Object.entries(roles).map(([secret, role]) => ({ secret, role, password: password() }));
  const urls = logins.map(({ secret, role, password }) => [
    secret,
    { url: `postgres://${role}:${password}@${address}` },
  ]);
  const sql = [
    ...logins.map(({ role, password }) => `create role ${role} login password '${password}';`),
    "revoke all on database taskwake from public;",
    ...logins.map(({ role }) => `grant connect on database taskwake to ${role};`),
    "grant create on database taskwake to taskwake_owner;",
    "grant create, usage on schema public to taskwake_owner;",
  ];
  return { ...Object.fromEntries(urls), postgres: { password: password(), "roles.sql": sql.join("\n") } };
}

/** Every secret that the manifests name, with what it is at the first. */
async function wanted(): Promise<Record<string, Data>> {
  return {
    "dapr-api-token": { token: password() },
    "app-api-token": { token: password() },
    "signing-key": await signingKey(),
    "web-push": webPush(),
    kafka: { brokers: env.KAFKA_BROKERS ?? "kafka.taskwake.svc:9092" },
    ...database(),
    smtp: {
      host: env.SMTP_HOST ?? "localhost",
      port: env.SMTP_PORT ?? "587",
      user: env.SMTP_USER ?? "",
      password: env.SMTP_PASSWORD ?? "",
      from: env.SMTP_FROM ?? "reminders@taskwake.dev",
    },
  };
}

/** Makes the secrets that the namespace lacks, with fresh passwords and keys; never touches one that exists. */
export async function ensureSecrets(): Promise<string[]> {
  const existing = (await kubectl("get", "secrets", "-n", namespace, "-o", "name")).split("\n");
  const missing = Object.entries(await wanted()).filter(([name]) => !existing.includes(`secret/${name}`));
  const secret = ([name, stringData]: [string, Data]) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace, labels: { "app.kubernetes.io/part-of": "taskwake" } },
    stringData,
  });
  await apply(missing.map(secret));
  return missing.map(([name]) => name);
}

if (argv[1] === import.meta.filename)
  await runCommand(async () =>
    console.log(`made: ${(await ensureSecrets()).join(", ") || "none were missing"}`),
  );
