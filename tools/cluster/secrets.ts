import { env } from "node:process";
import webpush from "web-push";
import * as z from "zod";
import { readEnvironment } from "../../functions/_shared/platform/config.ts";
import { kafkaSettings } from "../../functions/_shared/platform/kafka.ts";
import { publicJwkOf } from "../../functions/_shared/platform/tokens.ts";
import { mailFrom, vapidSubject } from "../defaults.ts";
import { makeSigningKey, token as password } from "../local/secrets.ts";
import { apply, kubectl, namespace } from "./kubectl.ts";

type Data = Record<string, string>;

/** Kafka's fully qualified name, since KEDA connects from its own namespace. */
const inCluster = "kafka.taskwake.svc:9092";

async function signingKey(): Promise<Data> {
  const key = await makeSigningKey();
  return { private: key, public: JSON.stringify(publicJwkOf(key)) };
}

function webPush(): Data {
  const { publicKey, privateKey } = webpush.generateVAPIDKeys();
  return {
    public: publicKey,
    private: privateKey,
    subject: vapidSubject(env),
  };
}

/** The roles have the same names everywhere; grants.sql gives each its privileges. */
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
  const name = new URL(`postgres://${address}`).pathname.slice(1);
  const sql = [
    ...logins.map(({ role, password }) => `create role ${role} login password '${password}';`),
    `revoke all on database ${name} from public;`,
    ...logins.map(({ role }) => `grant connect on database ${name} to ${role};`),
    `grant create on database ${name} to taskwake_owner;`,
    "grant create, usage on schema public to taskwake_owner;",
  ];
  return { ...Object.fromEntries(urls), postgres: { password: password(), "roles.sql": sql.join("\n") } };
}

/** Dapr, KEDA and Kafka's clients spell the same mechanism differently. */
const mechanisms = {
  "scram-sha-512": { dapr: "SHA-512", keda: "scram_sha512" },
  "scram-sha-256": { dapr: "SHA-256", keda: "scram_sha256" },
  plain: { dapr: "PLAINTEXT", keda: "plaintext" },
};

/** Plain inside the cluster; with KAFKA_USERNAME and KAFKA_PASSWORD, SASL over TLS. */
function kafka(brokers: string): Data {
  const settings = readEnvironment(z.object(kafkaSettings), { ...env, KAFKA_BROKERS: brokers });
  const {
    KAFKA_USERNAME: username = "",
    KAFKA_PASSWORD: saslPassword = "",
    KAFKA_MECHANISM: mechanism,
  } = settings;
  return {
    brokers,
    username,
    password: saslPassword,
    mechanism,
    "auth-type": username ? "password" : "none",
    "dapr-mechanism": mechanisms[mechanism].dapr,
    "keda-mechanism": username ? mechanisms[mechanism].keda : "none",
    "keda-tls": username ? "enable" : "disable",
  };
}

/** Every secret that the manifests name, with its initial values. */
export async function wantedSecrets(brokers = inCluster): Promise<Record<string, Data>> {
  return {
    "dapr-api-token": { token: password() },
    "app-api-token": { token: password() },
    "signing-key": await signingKey(),
    "web-push": webPush(),
    model: { "api-key": env.OPENAI_API_KEY ?? "" },
    kafka: kafka(brokers),
    ...database(),
    smtp: {
      host: env.SMTP_HOST ?? "localhost",
      port: env.SMTP_PORT ?? "587",
      user: env.SMTP_USER ?? "",
      password: env.SMTP_PASSWORD ?? "",
      from: mailFrom(env),
    },
  };
}

/** Creates the secrets missing in the namespace, with new passwords and keys; never changes an existing one. */
export async function ensureSecrets(brokers = inCluster): Promise<void> {
  const existing = (await kubectl("get", "secrets", "-n", namespace, "-o", "name")).split("\n");
  const missing = Object.entries(await wantedSecrets(env.KAFKA_BROKERS ?? brokers)).filter(
    ([name]) => !existing.includes(`secret/${name}`),
  );
  const secret = ([name, stringData]: [string, Data]) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace, labels: { "app.kubernetes.io/part-of": "taskwake" } },
    stringData,
  });
  await apply(missing.map(secret));
}
