import assert from "node:assert/strict";
import { test } from "node:test";
import { localResource, type Resource } from "../../../../tools/local/resources.ts";

const component = (type: string, metadata: unknown[]): Resource => ({
  apiVersion: "dapr.io/v1alpha1",
  kind: "Component",
  metadata: { name: "part", namespace: "taskwake" },
  spec: { type, version: "v1", metadata },
  scopes: ["notify"],
  auth: { secretStore: "kubernetes" },
});

test("secrets become plain values, and the namespace and the secret store go", () => {
  const source = component("bindings.cron", [
    { name: "schedule", value: "@every 1m" },
    { name: "host", secretKeyRef: { name: "smtp", key: "host" } },
  ]);
  assert.deepEqual(localResource(source, { "smtp/host": "localhost" }, { nameDatabase: "names.db" }), {
    apiVersion: "dapr.io/v1alpha1",
    kind: "Component",
    metadata: { name: "part" },
    spec: {
      type: "bindings.cron",
      version: "v1",
      metadata: [
        { name: "schedule", value: "@every 1m" },
        { name: "host", value: "localhost" },
      ],
    },
    scopes: ["notify"],
  });
});

test("Kafka is spoken to without authentication, whatever the cluster does", () => {
  const source = component("pubsub.kafka", [
    { name: "authType", value: "password" },
    { name: "saslPassword", secretKeyRef: { name: "kafka", key: "password" } },
  ]);
  const { spec } = localResource(source, { "kafka/password": undefined }, { nameDatabase: "names.db" });
  assert.deepEqual(spec.metadata, [{ name: "authType", value: "none" }]);
});

test("a secret that one machine has no value for is an error, not an empty setting", () => {
  const source = component("bindings.smtp", [{ name: "host", secretKeyRef: { name: "smtp", key: "hots" } }]);
  assert.throws(
    () => localResource(source, {}, { nameDatabase: "names.db" }),
    /no local value for the secret smtp\/hots/,
  );
});

test("the configuration keeps its rules except those that need a control plane", () => {
  const source: Resource = {
    apiVersion: "dapr.io/v1alpha1",
    kind: "Configuration",
    metadata: { name: "taskwake", namespace: "taskwake" },
    spec: { api: { allowed: [{ name: "publish" }] }, accessControl: { defaultAction: "deny" } },
  };
  const { spec } = localResource(source, {}, { nameDatabase: "names.db" });
  assert.deepEqual(spec.api, { allowed: [{ name: "publish" }] });
  assert.equal(spec.accessControl, undefined);
  assert.deepEqual(spec.nameResolution, {
    component: "sqlite",
    version: "v1",
    configuration: { connectionString: "names.db" },
  });
  const tracing = (collector?: string) =>
    localResource(source, {}, { nameDatabase: "names.db", collector }).spec.tracing;
  assert.deepEqual([tracing(), tracing("")], [undefined, undefined]);
  const otel = { endpointAddress: "localhost:4318", protocol: "http", isSecure: false };
  assert.deepEqual(tracing("http://localhost:4318"), { samplingRate: "1", otel });
});
