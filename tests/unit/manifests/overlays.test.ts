import assert from "node:assert/strict";
import { test } from "node:test";
import type { Manifest } from "../../../tools/cluster/kubectl.ts";
import { wantedSecrets } from "../../../tools/cluster/secrets.ts";
import { ofKind, overlays, render, skip, skipFor } from "./render.ts";
import { openSchemas } from "./schemas.ts";

const schemas = await openSchemas().catch((error: Error) => error);
const withoutSchemas =
  schemas instanceof Error ? skipFor(`no schemas: ${schemas.message.split("\n")[0]}`) : false;

/** Kinds of operators whose schemas are not available as modules; SCHEMAS names a folder with their CRDs. */
const unchecked = /^(kafka\.strimzi\.io|external-secrets\.io|monitoring\.coreos\.com)\//;

const podsOf = (manifests: Manifest[]) =>
  manifests
    .map(({ kind, metadata, spec }) => ({
      name: `${kind}/${metadata.name}`,
      pod: kind === "CronJob" ? spec.jobTemplate.spec.template.spec : spec?.template?.spec,
    }))
    .filter(({ pod }) => pod?.containers);

for (const overlay of overlays) {
  test(`${overlay}: every resource fits its schema`, { skip: skip || withoutSchemas }, async (t) => {
    if (schemas instanceof Error) return;
    const kinds = new Set<string>();
    for (const manifest of await render(overlay)) {
      const faults = schemas(manifest);
      const id = `${manifest.apiVersion}/${manifest.kind}`;
      if (faults) assert.deepEqual(faults, [], `${id} ${manifest.metadata.name}`);
      else if (unchecked.test(id)) kinds.add(id);
      else assert.fail(`no schema for ${id}`);
    }
    if (kinds.size > 0) t.diagnostic(`not validated without SCHEMAS: ${[...kinds].join(", ")}`);
  });

  test(`${overlay}: every pod is as restricted as the namespace demands`, { skip }, async () => {
    const manifests = await render(overlay);
    const [namespace] = ofKind(manifests, "Namespace").values();
    assert.equal(namespace?.metadata.labels?.["pod-security.kubernetes.io/enforce"], "restricted");
    for (const { name, pod } of podsOf(manifests)) {
      assert.equal(pod.automountServiceAccountToken, false, name);
      assert.equal(pod.securityContext.runAsNonRoot, true, name);
      assert.equal(pod.securityContext.seccompProfile.type, "RuntimeDefault", name);
      for (const { securityContext } of pod.containers) {
        assert.equal(securityContext.allowPrivilegeEscalation, false, name);
        assert.deepEqual(securityContext.capabilities.drop, ["ALL"], name);
      }
    }
  });

  test(`${overlay}: every secret that is named is made, or comes from the cloud's store`, {
    skip,
  }, async () => {
    const manifests = await render(overlay);
    const external = [...ofKind(manifests, "ExternalSecret").keys()];
    const made = await wantedSecrets();
    for (const [secret, key] of namedSecrets(manifests)) {
      if (external.length > 0) assert.ok(external.includes(secret), `no ExternalSecret ${secret}`);
      assert.ok(made[secret]?.[key] !== undefined, `${secret} has no key ${key}`);
    }
  });
}

for (const overlay of overlays)
  test(`${overlay}: functions reach Kafka and PostgreSQL, wherever these are`, { skip }, async () => {
    const policies = [...ofKind(await render(overlay), "NetworkPolicy").values()];
    const ways = policies
      .filter(({ spec }) => spec.podSelector.matchLabels?.["taskwake.dev/is"] === "function")
      .flatMap(({ spec }) => spec.egress ?? [])
      .flatMap(({ ports }: { ports?: { port: number; endPort?: number }[] }) => ports ?? []);
    for (const wanted of [9092, 5432])
      assert.ok(
        ways.some(({ port, endPort = port }) => port <= wanted && wanted <= endPort),
        `${wanted} is denied`,
      );
  });

for (const overlay of overlays)
  test(`${overlay}: of addresses outside, \`chat\` reaches its model by https`, { skip }, async () => {
    const policies = [...ofKind(await render(overlay), "NetworkPolicy").entries()];
    const name = "app.kubernetes.io/name";
    const outside = policies.filter(([, { spec }]) => {
      const { matchLabels = {}, matchExpressions = [] } = spec.podSelector;
      const named = matchExpressions.some(({ values }: { values: string[] }) => values.includes("chat"));
      const toBlocks = (spec.egress ?? []).some(({ to = [] }: { to?: object[] }) =>
        to.some((each) => "ipBlock" in each),
      );
      return toBlocks && (named || matchLabels[name] === "chat");
    });
    assert.deepEqual(
      outside.map(([policy, { spec }]) => [policy, spec.egress[0].ports]),
      [["model", [{ port: 443 }]]],
    );
  });

/** Every `secretKeyRef`, and every key of a trigger's authentication. */
function namedSecrets(value: unknown): [string, string][] {
  if (Array.isArray(value)) return value.flatMap(namedSecrets);
  if (value === null || typeof value !== "object") return [];
  const { secretKeyRef, secretTargetRef, ...rest } = value as Record<string, { name: string; key: string }>;
  const named = [secretKeyRef, secretTargetRef].flat().filter((each) => each !== undefined);
  return [
    ...named.map(({ name, key }): [string, string] => [name, key]),
    ...namedSecrets(Object.values(rest)),
  ];
}

test("the overlays differ from the base by little", { skip }, async () => {
  const base = new Map((await render("plain")).map((each) => [`${each.kind}/${each.metadata.name}`, each]));
  for (const overlay of overlays) {
    const deployments = ofKind(await render(overlay), "Deployment");
    for (const [name, { spec }] of deployments) {
      const plain = structuredClone(base.get(`Deployment/${name}`)?.spec);
      const [theirs, ours] = [spec, plain].map((each) => withoutNames(each));
      assert.deepEqual(
        theirs,
        ours,
        `${overlay}: Deployment ${name} is the base's but for its image and settings`,
      );
    }
  }
});

function withoutNames(spec: Manifest["spec"]) {
  const { containers } = spec.template.spec;
  for (const container of containers) {
    container.image = "";
    container.envFrom = [];
  }
  return spec;
}
