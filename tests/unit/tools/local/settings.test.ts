import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { sentence, UserError } from "../../../../tools/command.ts";
import { containerArguments } from "../../../../tools/local/parts/kafka-docker.ts";
import { javaVersion } from "../../../../tools/local/parts/kafka-java.ts";
import { rememberedPorts } from "../../../../tools/local/ports.ts";
import { showProgress } from "../../../../tools/local/progress.ts";
import { loadSecrets } from "../../../../tools/local/secrets.ts";
import { functionAndSidecar, type Surroundings } from "../../../../tools/local/services.ts";
import { table } from "../../../../tools/operate/table.ts";

function stateDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "settings-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

test("a port is the same at the next start, or another once somebody else has it", async (t) => {
  const stateDir = stateDirectory(t);
  const first = rememberedPorts(stateDir);
  const [kafka, again, postgres] = await Promise.all([
    first.get("kafka"),
    first.get("kafka"),
    first.get("postgres"),
  ]);
  assert.equal(again, kafka);
  assert.notEqual(postgres, kafka);
  assert.equal(await rememberedPorts(stateDir).get("kafka"), kafka);
  const stranger = createServer().listen(kafka, "127.0.0.1");
  await new Promise((resolve) => stranger.once("listening", resolve));
  t.after(() => stranger.close());
  assert.equal(await first.get("kafka"), kafka, "who has asked for it may well be the one who listens");
  assert.notEqual(await rememberedPorts(stateDir).get("kafka"), kafka);
});

test("secrets are made once and are the owner's alone", async (t) => {
  const stateDir = stateDirectory(t);
  const secrets = await loadSecrets(stateDir);
  assert.deepEqual(await loadSecrets(stateDir), secrets);
  assert.equal(statSync(join(stateDir, "secrets.json")).mode & 0o777, 0o600);
  const { kty, crv, d, kid, alg } = JSON.parse(secrets.jwtPrivateJwk);
  assert.deepEqual({ kty, crv, alg }, { kty: "OKP", crv: "Ed25519", alg: "EdDSA" });
  assert.ok(d && kid);
});

test("a function and its sidecar know each other, and nobody else", async (t) => {
  const stateDir = stateDirectory(t);
  const on: Surroundings = {
    stateDir,
    dist: "/dist",
    dapr: { daprd: "/bin/daprd", scheduler: "/bin/scheduler" },
    rendered: { resources: "/resources", config: "/dapr.yaml" },
    schedulerPort: 7,
    secrets: await loadSecrets(stateDir),
    url: "http://localhost:8080",
    databaseUrl: "postgresql://database",
    env: { SMTP_HOST: "mail" },
  };
  const { app, sidecar } = await functionAndSidecar("remind", rememberedPorts(stateDir), on);
  assert.deepEqual(app.ports, sidecar.ports);
  assert.equal(app.env?.PORT, String(app.ports?.app));
  assert.equal(app.env?.DAPR_HTTP_PORT, String(app.ports?.dapr));
  assert.equal(app.env?.APP_ID, "remind");
  assert.equal(app.env?.SMTP_HOST, "mail");
  for (const token of ["DAPR_API_TOKEN", "APP_API_TOKEN"])
    assert.equal(app.env?.[token], sidecar.env?.[token]);
  for (const flag of [
    "--app-id=remind",
    `--app-port=${app.ports?.app}`,
    `--dapr-http-port=${app.ports?.dapr}`,
    "--scheduler-host-address=127.0.0.1:7",
    "--dapr-listen-addresses=127.0.0.1",
  ])
    assert.ok(sidecar.args.includes(flag), flag);
  assert.equal(sidecar.env?.DATABASE_URL, process.env.DATABASE_URL, "the sidecar has no business with it");
});

test("Java's version in its several spellings", () => {
  for (const [text, expected] of [
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_391"', 1],
    ['openjdk version "21" 2023-09-19', 21],
    ["The operation couldn’t be completed. Unable to locate a Java Runtime.", 0],
    [undefined, 0],
  ] as const)
    assert.equal(javaVersion(text), expected);
});

test("Kafka in Docker has the settings of Kafka on Java, on this machine's port", () => {
  const args = containerArguments("taskwake-kafka-1", 19092, 19093);
  for (const expected of [
    "--publish=127.0.0.1:19092:19092",
    "--volume=taskwake-kafka-1:/var/lib/kafka/data",
    "--env=KAFKA_PROCESS_ROLES=broker,controller",
    "--env=KAFKA_LISTENERS=PLAINTEXT://:19092,CONTROLLER://:19093",
    "--env=KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://127.0.0.1:19092",
    "--env=KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS=0",
    "--env=KAFKA_LOG_DIRS=/var/lib/kafka/data",
  ])
    assert.ok(args.includes(expected), expected);
});

test("what only the person can put right is a sentence, a bug is not", () => {
  assert.equal(sentence(new UserError("Do this.")), "Do this.");
  assert.match(sentence(Object.assign(new Error("write"), { code: "ENOSPC" })) ?? "", /disk is full/);
  assert.equal(sentence(new TypeError("undefined is not a function")), undefined);
});

test("progress: a line a step, and in a log a long step's detail now and then", () => {
  let written = "";
  const show = showProgress({
    isTTY: false,
    columns: 80,
    write: (text: string) => {
      written += text;
      return true;
    },
  } as never);
  show({ step: "Dapr", status: "begin", ms: 0 });
  show({ step: "Dapr", status: "update", detail: "compiling (5 s)", ms: 5_000 });
  show({ step: "Dapr", status: "update", detail: "compiling (15 s)", ms: 15_000 });
  show({ step: "Dapr", status: "done", ms: 16_500 });
  assert.equal(written, "  … Dapr: compiling (15 s)\n  ✓ Dapr           16.5 s\n");
});

test("tables are aligned", () => {
  assert.equal(
    table([
      { name: "audit", lag: 12 },
      { name: "digest", lag: 0 },
    ]),
    "name    lag\naudit   12\ndigest  0",
  );
});
