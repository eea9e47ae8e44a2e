import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { parseAllDocuments } from "yaml";
import type { Manifest } from "../../../../tools/cluster/kubectl.ts";
import { repository } from "../../../../tools/command.ts";
import { commandLine } from "../../../../tools/command-line.ts";
import { allFunctions } from "../../../../tools/functions.ts";
import { eventually } from "../../../support/eventually.ts";
import { freePort } from "../../../support/world.ts";
import { ofKind, render, skip } from "../../manifests/render.ts";

/** A copy of the checkout with one more folder. */
const copy = mkdtempSync(join(tmpdir(), "one-folder-"));
after(() => rmSync(copy, { recursive: true, force: true }));

const node = (...args: string[]) => commandLine(process.execPath, args, { cwd: copy });
const inCopy = (file: string) => readFileSync(join(copy, file), "utf8");

const source = `import { topics } from "../_shared/contract/topics.ts";
import { defineFunction } from "../_shared/platform/function.ts";

/** Counts what is completed. */
export default defineFunction("count-done", {
  shape: "event",
  subscribes: [{ topic: topics.taskEvents }],
  publishes: [topics.notifications],
  invokes: ["api"],
  open: () => {
    let done = 0;
    return {
      on: {
        async [topics.taskEvents]({ data }) {
          if (data.event_type === "completed") done += 1;
        },
      },
    };
  },
});
`;

before(async () => {
  const isSource = (path: string) => !/^(node_modules|\.git|\.taskwake|dist)$/.test(basename(path));
  cpSync(repository, copy, { recursive: true, filter: isSource });
  symlinkSync(join(repository, "node_modules"), join(copy, "node_modules"));
  mkdirSync(join(copy, "functions", "count-done"));
  writeFileSync(join(copy, "functions", "count-done", "index.ts"), source);
  await node("--import", "tsx", "tools/generate/generate.ts");
});

test("importing a function starts nothing: a process that does ends by itself, without any configuration", async () => {
  const imports = [...allFunctions(), "count-done"].map((name) => `import "./functions/${name}/index.ts";`);
  writeFileSync(join(copy, "import-all.ts"), imports.join("\n"));
  const env = { PATH: process.env.PATH };
  const args = ["--import", "tsx", "import-all.ts"];
  const printed = await commandLine(process.execPath, args, { cwd: copy, env });
  assert.equal(printed, "");
});

test("an added folder is generated into everything that names functions", async () => {
  await node("--import", "tsx", "tools/generate/generate.ts", "--check");
  assert.match(
    inCopy("README.md"),
    /\[`count-done`\].*`task-events`.*Counts what is completed\..*`notifications`/,
  );
  const [ground] = parseAllDocuments(inCopy("skaffold.yaml"), { merge: true }).map((each) => each.toJS());
  assert.ok(
    ground.build.artifacts.some(({ image }: { image: string }) => image === "docker.io/taskwake/count-done"),
  );
  const known = JSON.parse(inCopy("functions/_shared/contract/functions.json"));
  assert.deepEqual(known["count-done"].subscribes, ["task-events"]);
  const { operations } = JSON.parse(inCopy("functions/api/documents/asyncapi.json"));
  assert.equal(operations["count-done-receives-task-events"].action, "receive");
  assert.equal(operations["count-done-sends-notifications"].action, "send");
});

test("an added folder renders to its Deployment and its scaling, and the components grant it its topics", {
  skip,
}, async () => {
  const manifests = await render("standalone", copy);
  const deployment = ofKind(manifests, "Deployment").get("count-done") as Manifest;
  assert.equal(deployment.spec.template.metadata.annotations["dapr.io/app-id"], "count-done");
  const scaled = ofKind(manifests, "ScaledObject").get("count-done") as Manifest;
  assert.equal(scaled.spec.triggers[0].metadata.topic, "task-events");
  assert.equal(scaled.spec.triggers[0].metadata.consumerGroup, "count-done");
  const pubsub = ofKind(manifests, "Component").get("pubsub") as Manifest & { scopes: string[] };
  assert.ok(pubsub.scopes.includes("count-done"));
  const granted = (name: string) =>
    pubsub.spec.metadata
      .find((item: { name: string }) => item.name === name)
      .value.split(";")
      .map((each: string) => each.trim())
      .find((each: string) => each.startsWith("count-done="));
  assert.equal(granted("subscriptionScopes"), "count-done=task-events");
  assert.equal(granted("publishingScopes"), "count-done=notifications,dead-letters");
});

test("a function that invokes the api is let in by the sidecars' access control and by the network", {
  skip,
}, async () => {
  const manifests = await render("standalone", copy);
  const { spec } = ofKind(manifests, "Configuration").get("taskwake") as Manifest;
  const { defaultAction, trustDomain, policies } = spec.accessControl;
  assert.equal(defaultAction, "deny");
  const policy = policies.find(({ appId }: { appId: string }) => appId === "count-done");
  assert.deepEqual([policy.defaultAction, policy.trustDomain], ["deny", trustDomain]);
  assert.equal(policy.namespace, manifests[0]?.metadata.namespace ?? "taskwake");
  assert.deepEqual(
    policy.operations.find(({ name }: { name: string }) => name === "/v1/tasks/**"),
    { name: "/v1/tasks/**", httpVerb: ["DELETE", "GET", "PATCH", "POST"], action: "allow" },
  );
  for (const closed of ["/v1/auth", "/v1/export", "/v1/audit", "/events"])
    assert.ok(!policy.operations.some(({ name }: { name: string }) => name.startsWith(closed)), closed);
  const { template } = (ofKind(manifests, "Deployment").get("count-done") as Manifest).spec;
  assert.equal(template.metadata.labels["taskwake.dev/invokes"], "api");
  const { ingress } = (ofKind(manifests, "NetworkPolicy").get("invoked") as Manifest).spec;
  assert.deepEqual(ingress[0].from[0].podSelector.matchLabels, { "taskwake.dev/invokes": "api" });
});

test("the bundle of an added folder serves: healthy, and subscribed to its topic", async (t) => {
  const bundle = `import { build } from "./tools/build/bundles.ts"; await build({ functions: ["count-done"] });`;
  writeFileSync(join(copy, "bundle.ts"), bundle);
  await node("--import", "tsx", "bundle.ts");
  const port = await freePort();
  const env = {
    APP_ID: "count-done",
    PORT: String(port),
    DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
  };
  const child = spawn(process.execPath, ["dist/count-done/index.js"], { cwd: copy, env, stdio: "ignore" });
  t.after(() => child.kill("SIGKILL"));
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).json();
  assert.deepEqual(await eventually(() => get("/healthz"), { ms: 20_000 }), { status: "ok" });
  assert.deepEqual(await get("/dapr/subscribe"), [
    {
      pubsubname: "pubsub",
      topic: "task-events",
      route: "/events/task-events",
      deadLetterTopic: "dead-letters",
    },
  ]);
});
