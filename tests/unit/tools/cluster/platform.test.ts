import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { chartsIn } from "../../../../tools/charts.ts";
import { monitored } from "../../../../tools/cluster/platform.ts";
import { repository } from "../../../../tools/command.ts";
import { ofKind, overlays, render, skip } from "../../manifests/render.ts";

const kustomizationOf = (overlay: string, checkout = repository) =>
  join(checkout, "manifests", "overlays", overlay, "kustomization.yaml");

for (const overlay of overlays)
  test(`monitoring is added to ${overlay} once, as its last components, and nothing else changes`, () => {
    const before = readFileSync(kustomizationOf(overlay), "utf8");
    const after = monitored(before);
    const added = after.split("\n").filter((line) => !before.split("\n").includes(line));
    assert.deepEqual(added, ["  - ../../features/monitoring", "  - ../../features/tracing"]);
    assert.equal(after.split("\n").length, before.split("\n").length + 2);
    assert.equal(monitored(after), after);
  });

test("an overlay with monitoring renders with rules, monitors and dashboards", { skip }, async (t) => {
  const checkout = mkdtempSync(join(tmpdir(), "checkout-"));
  t.after(() => rmSync(checkout, { recursive: true }));
  for (const part of ["components", "functions", "manifests", "web"])
    cpSync(join(repository, part), join(checkout, part), {
      recursive: true,
      filter: (path) => !path.includes("node_modules"),
    });
  const file = kustomizationOf("minikube", checkout);
  writeFileSync(file, monitored(readFileSync(file, "utf8")));
  const manifests = await render("minikube", checkout);
  assert.deepEqual([...ofKind(manifests, "PrometheusRule").keys()], ["taskwake"]);
  assert.deepEqual([...ofKind(manifests, "PodMonitor").keys()].sort(), ["exporters", "sidecars"]);
  const [settings] = [...ofKind(manifests, "ConfigMap").values()].filter(({ data }) => data.PUBLIC_URL);
  const collector = chartsIn("monitoring").find(({ values }) => values?.mode === "deployment");
  assert.equal(
    settings?.data.OTEL_EXPORTER_OTLP_ENDPOINT,
    `http://${collector?.values.fullnameOverride}.${collector?.namespace}:4318`,
  );
  const labels = manifests.map(({ metadata }) => metadata.labels?.grafana_dashboard);
  assert.ok(labels.some((label) => label !== undefined));
});
