import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseAllDocuments, stringify } from "yaml";
import { allTopics, commandTopics, topics } from "../../../functions/_shared/contract/topics.ts";
import { consumers } from "../../../functions/migrate/offsets.ts";
import { allImages } from "../../../tools/cluster/images.ts";
import { repository } from "../../../tools/command.ts";
import { commandLine } from "../../../tools/command-line.ts";
import { allFunctions, jobs } from "../../../tools/functions.ts";
import { listings } from "../../../tools/generate/listings.ts";
import { functionOf } from "../../../tools/local/gateway.ts";
import { ofKind, render, skip } from "./render.ts";

const services = allFunctions().filter((name) => !jobs.includes(name));
const alwaysOn = ["api", "sync"];
const byCron = ["digest"];

const read = (file: string) => readFileSync(join(repository, file), "utf8");

/** What a component's `a=b,c;d=` says, by app. */
function scopes(component: string, name: string): Record<string, string[]> {
  const [document] = parseAllDocuments(read(`components/${component}.yaml`)).map((each) => each.toJS());
  const { value } = document.spec.metadata.find((item: { name: string }) => item.name === name);
  const entries = String(value)
    .split(";")
    .map((entry) => entry.trim().split("="));
  return Object.fromEntries(entries.map(([app, list = ""]) => [app, list.split(",").filter(Boolean)]));
}

/** Topics that a function's code subscribes to on the shared component: the command it serves, or those it names. */
function subscribed(name: string): string[] {
  const source = read(`functions/${name}/index.ts`);
  const command = /serveCommand\(\s*"([\w-]+)"/.exec(source)?.[1];
  if (command) return [command];
  const found = [...source.matchAll(/topic: topics\.(\w+),?\s*(pubsub: broadcastName)?/g)];
  return found.filter(([, , broadcast]) => !broadcast).map(([, key]) => topics[key as keyof typeof topics]);
}

test("the lists of functions are those of the folders", () => {
  for (const { file, wanted } of listings()) assert.equal(readFileSync(file, "utf8"), wanted, file);
});

test("Skaffold builds an image for each folder and for the client, and for nothing else", () => {
  const [ground] = parseAllDocuments(read("skaffold.yaml"), { merge: true }).map((each) => each.toJS());
  const images = ground.build.artifacts.map(({ image }: { image: string }) => image.split("/").at(-1));
  assert.deepEqual(images, allImages());
});

test("the stages that Skaffold deploys are the overlay in two: the Deployments in the second", {
  skip,
}, async () => {
  const manifests = await render("standalone");
  const input = manifests.map((each) => stringify(each)).join("---\n");
  const stages = parseAllDocuments(read("skaffold.yaml"), { merge: true }).map(async (config) => {
    const [hook] = config.toJS().manifests.hooks.after;
    const [command, ...args] = hook.host.command;
    const text = await commandLine(command, args, { input, cwd: repository });
    return parseAllDocuments(text).map((document) => document.toJS());
  });
  const [ground = [], rollout = []] = await Promise.all(stages);
  assert.equal(ofKind(ground, "Deployment", "ScaledObject").size, 0);
  assert.deepEqual(ofKind(rollout, "Deployment", "StatefulSet", "CronJob"), ofKind(manifests, "Deployment"));
  assert.equal(ground.length + rollout.length, manifests.length);
});

test("each folder renders to its Deployment or job, under one name in all places", { skip }, async () => {
  const manifests = await render("standalone");
  const deployments = ofKind(manifests, "Deployment");
  assert.deepEqual([...deployments.keys()].sort(), [...services, "client"].sort());
  assert.deepEqual([...ofKind(manifests, "CronJob").keys()], jobs);
  for (const [name, { spec }] of deployments) {
    const { metadata, spec: pod } = spec.template;
    assert.equal(metadata.annotations?.["dapr.io/app-id"], name === "client" ? undefined : name);
    assert.equal(metadata.labels["app.kubernetes.io/name"], name);
    assert.equal(spec.selector.matchLabels["app.kubernetes.io/name"], name);
    assert.equal(pod.containers[0].image, `docker.io/taskwake/${name}:dev`);
  }
});

test("each event function is scaled on the lag of the topic that its code subscribes to", {
  skip,
}, async () => {
  const scaled = ofKind(await render("standalone"), "ScaledObject");
  assert.deepEqual(
    [...scaled.keys()].sort(),
    services.filter((name) => !alwaysOn.includes(name)),
  );
  for (const [name, { spec }] of scaled) {
    assert.equal(spec.scaleTargetRef.name, name);
    assert.equal(spec.minReplicaCount, 0);
    const lag = spec.triggers.filter(({ type }: { type: string }) => type === "kafka");
    const named = lag.map(({ metadata }: { metadata: Record<string, string> }) => metadata.topic);
    assert.deepEqual(named, subscribed(name), `${name}: KEDA's topics and the code's`);
    for (const { metadata } of lag) {
      assert.equal(metadata.consumerGroup, name);
      assert.equal(metadata.offsetResetPolicy, "earliest");
      assert.equal(metadata.activationLagThreshold, "0");
    }
    if (byCron.includes(name)) assert.equal(spec.triggers[0].type, "cron");
    if (["remind", "notify"].includes(name))
      assert.ok(spec.triggers.some(({ type }: { type: string }) => type === "postgresql"));
  }
});

test("the components grant what the code uses: topics, subscriptions, scopes", () => {
  const [pubsub] = parseAllDocuments(read("components/pubsub.yaml")).map((each) => each.toJS());
  const offset = pubsub.spec.metadata.find(({ name }: { name: string }) => name === "initialOffset");
  assert.equal(offset.value, "oldest", "as KEDA's offsetResetPolicy");
  const { value } = pubsub.spec.metadata.find(({ name }: { name: string }) => name === "protectedTopics");
  assert.deepEqual(value.split(",").sort(), [...allTopics].sort());
  const granted = scopes("pubsub", "subscriptionScopes");
  for (const name of services) assert.deepEqual(granted[name], subscribed(name), `subscriptions of ${name}`);
  // Absent from a scope means free to use any topic.
  assert.deepEqual(Object.keys(scopes("pubsub", "publishingScopes")).sort(), services);
  // A denied dead letter would be tried for ever.
  for (const name of services.filter(
    (each) => !alwaysOn.includes(each) && !byCron.includes(each) && each !== "dead-letter",
  ))
    assert.ok(
      scopes("pubsub", "publishingScopes")[name]?.includes(topics.deadLetters),
      `dead letters of ${name}`,
    );
});

test("the groups that the migration looks after are those of the code", () => {
  const groups = services.filter((name) => subscribed(name).length > 0);
  assert.deepEqual(Object.keys(consumers).sort(), groups);
  for (const name of groups) assert.deepEqual([consumers[name]], subscribed(name));
  for (const topic of commandTopics) assert.equal(consumers[topic], topic);
});

test("the ingress sends to the functions what the gateway of one machine sends to them", {
  skip,
}, async () => {
  const rules = [...ofKind(await render("minikube"), "Ingress").values()].flatMap(({ spec }) => spec.rules);
  for (const { path, backend } of rules.flatMap(({ http }) => http.paths))
    assert.equal(functionOf(path) ?? "client", backend.service.name, path);
  assert.equal(functionOf("/any/page.html"), undefined);
});
