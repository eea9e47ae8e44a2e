import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseAllDocuments, stringify } from "yaml";
import { knownFunctions } from "../../../functions/_shared/contract/functions.ts";
import { allTopics, commandTopics, partitions, topics } from "../../../functions/_shared/contract/topics.ts";
import type { Declared } from "../../../functions/_shared/platform/declaration.ts";
import { allImages } from "../../../tools/cluster/images.ts";
import type { Manifest } from "../../../tools/cluster/kubectl.ts";
import { repository } from "../../../tools/command.ts";
import { commandLine } from "../../../tools/command-line.ts";
import { allFunctions, declaredFunctions } from "../../../tools/functions.ts";
import { generated } from "../../../tools/generate/generated.ts";
import { topicsOf } from "../../../tools/generate/manifests.ts";
import { functionOf } from "../../../tools/local/gateway.ts";
import { ofKind, render, skip } from "./render.ts";

const declared = await declaredFunctions();
const named = (those: Declared[]) => those.map(({ name }) => name);
const ofShape = (...shapes: Declared["shape"][]) => declared.filter(({ shape }) => shapes.includes(shape));
const services = ofShape("event", "cron", "http");

const read = (file: string) => readFileSync(join(repository, file), "utf8");

/** The grants in a component's `a=b,c;d=`, by app. */
function scopes(component: string, name: string): Record<string, string[]> {
  const [document] = parseAllDocuments(read(`components/${component}.yaml`)).map((each) => each.toJS());
  const { value } = document.spec.metadata.find((item: { name: string }) => item.name === name);
  const entries = String(value)
    .split(";")
    .map((entry) => entry.trim().split("="));
  return Object.fromEntries(entries.map(([app, list = ""]) => [app, list.split(",").filter(Boolean)]));
}

test("what is generated is what the functions declare", async () => {
  for (const { file, wanted } of await generated()) assert.equal(read(file), wanted, file);
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
  const others = ["client", ...named(ofShape("exporter"))];
  assert.deepEqual([...deployments.keys()].sort(), [...named(services), ...others].sort());
  assert.deepEqual([...ofKind(manifests, "CronJob").keys()], named(ofShape("job")));
  for (const [name, { spec }] of deployments) {
    const { metadata, spec: pod } = spec.template;
    assert.equal(metadata.annotations?.["dapr.io/app-id"], others.includes(name) ? undefined : name);
    assert.equal(metadata.labels["app.kubernetes.io/name"], name);
    assert.equal(spec.selector.matchLabels["app.kubernetes.io/name"], name);
    assert.equal(pod.containers[0].image, `docker.io/taskwake/${name}:dev`);
  }
});

test("each event function is scaled on the lag of its topic, to a replica a partition", {
  skip,
}, async () => {
  const scaled = ofKind(await render("standalone"), "ScaledObject");
  assert.deepEqual([...scaled.keys()].sort(), named(ofShape("event", "cron")));
  for (const each of ofShape("event", "cron")) {
    const { spec } = scaled.get(each.name) as Manifest;
    assert.equal(spec.scaleTargetRef.name, each.name);
    assert.equal(spec.minReplicaCount, 0);
    assert.equal(spec.maxReplicaCount, partitions);
    const types = spec.triggers.map(({ type }: { type: string }) => type);
    assert.deepEqual(
      [...types].sort(),
      [each.shape === "event" ? "kafka" : "cron", ...each.scaledBy.map(() => "postgresql")].sort(),
    );
    const lag = spec.triggers.filter(({ type }: { type: string }) => type === "kafka");
    const watched = lag.map(({ metadata }: { metadata: Record<string, string> }) => metadata.topic);
    assert.deepEqual(watched, topicsOf(each), `${each.name}: KEDA's topics and its own`);
    for (const { metadata } of lag) {
      assert.equal(metadata.consumerGroup, each.name);
      assert.equal(metadata.offsetResetPolicy, "earliest");
      assert.equal(metadata.activationLagThreshold, "0");
    }
  }
});

test("the components grant what the functions declare, and nothing else", () => {
  const [pubsub] = parseAllDocuments(read("components/pubsub.yaml")).map((each) => each.toJS());
  const offset = pubsub.spec.metadata.find(({ name }: { name: string }) => name === "initialOffset");
  assert.equal(offset.value, "oldest", "as KEDA's offsetResetPolicy");
  const { value } = pubsub.spec.metadata.find(({ name }: { name: string }) => name === "protectedTopics");
  assert.deepEqual(value.split(",").sort(), [...allTopics].sort());
  const [subscribed, published] = [
    scopes("pubsub", "subscriptionScopes"),
    scopes("pubsub", "publishingScopes"),
  ];
  // An app that is missing in a scope may use any topic.
  for (const granted of [subscribed, published])
    assert.deepEqual(Object.keys(granted).sort(), named(services), "each is named");
  for (const each of services) {
    assert.deepEqual(subscribed[each.name], topicsOf(each), `subscriptions of ${each.name}`);
    const beside = published[each.name]?.filter((topic) => topic !== topics.deadLetters);
    assert.deepEqual(beside, [...each.publishes], `what ${each.name} publishes`);
  }
  // A dead letter that may not be published would be retried for ever.
  for (const { name } of ofShape("event").filter(({ name }) => name !== "dead-letter"))
    assert.ok(published[name]?.includes(topics.deadLetters), `dead letters of ${name}`);
});

test("every topic has who publishes to it and who subscribes to it, a command its own function", () => {
  for (const topic of allTopics) {
    const subscribers = declared.filter(({ subscribes }) => subscribes.some((each) => each.topic === topic));
    assert.ok(subscribers.length > 0, `nobody subscribes to ${topic}`);
    assert.ok(
      topic === topics.deadLetters || declared.some(({ publishes }) => publishes.includes(topic)),
      `nobody publishes to ${topic}`,
    );
    if (commandTopics.includes(topic as never)) assert.deepEqual(named(subscribers), [topic]);
  }
});

test("what the migration knows of consumer groups is what the functions declare", () => {
  assert.deepEqual(Object.keys(knownFunctions), allFunctions());
  for (const each of declared)
    assert.deepEqual(knownFunctions[each.name]?.subscribes, topicsOf(each), each.name);
});

test("the ingress sends to the functions what the gateway of one machine sends to them", {
  skip,
}, async () => {
  const rules = [...ofKind(await render("minikube"), "Ingress").values()].flatMap(({ spec }) => spec.rules);
  for (const { path, backend } of rules.flatMap(({ http }) => http.paths))
    assert.equal(functionOf(path) ?? "client", backend.service.name, path);
  assert.equal(functionOf("/any/page.html"), undefined);
});
