import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse, parseAllDocuments } from "yaml";
import { partitions } from "../../../functions/_shared/contract/topics.ts";
import { repository } from "../../../tools/command.ts";
import { compiledDapr } from "../../../tools/local/parts/dapr-compile.ts";
import { daprVersion } from "../../../tools/local/parts/dapr-release.ts";
import { kafkaVersion } from "../../../tools/local/parts/kafka-settings.ts";

const read = (file: string) => readFileSync(join(repository, file), "utf8");
const minor = (version: string) => version.split(".").slice(0, 2).join(".");

/** The version of Kafka's protocol that a Dapr component speaks. */
const protocolOf = (component: string): string =>
  parse(read(`components/${component}.yaml`)).spec.metadata.find(
    ({ name }: { name: string }) => name === "version",
  ).value;

test("one machine and a cluster run the same Dapr and Kafka", () => {
  const charts: { name: string; version: string }[] = parse(read("manifests/charts.yaml"));
  assert.equal(charts.find(({ name }) => name === "dapr")?.version, daprVersion);
  assert.equal(minor(compiledDapr), minor(daprVersion));
  assert.match(
    read("manifests/features/kafka-single-node/kafka.yaml"),
    RegExp(`apache/kafka:${kafkaVersion}\n`),
  );
  assert.ok(existsSync(join(repository, `tools/local/parts/kafka-${kafkaVersion}.sha256`)));
});

test("Dapr and KEDA speak one version of Kafka's protocol", () => {
  const { patches } = parse(read("manifests/shapes/event/kustomization.yaml"));
  const [{ value: trigger }] = parse(patches[0].patch);
  assert.equal(protocolOf("pubsub"), protocolOf("broadcast"));
  assert.equal(trigger.metadata.version, protocolOf("pubsub"));
});

test("a function is scaled to one replica for each partition, at once", () => {
  const [scaled] = parseAllDocuments(read("manifests/shapes/scaled/scaledobject.yaml")).map((each) =>
    each.toJS(),
  );
  assert.equal(scaled.spec.maxReplicaCount, partitions);
  const [policy] = scaled.spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleUp.policies;
  assert.equal(policy.value, partitions);
});
