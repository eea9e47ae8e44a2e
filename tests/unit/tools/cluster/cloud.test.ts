import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseAllDocuments } from "yaml";
import { type CloudOutputs, withOutputs } from "../../../../tools/cluster/cloud.ts";
import { repository } from "../../../../tools/command.ts";

const storeOf = (cloud: string) =>
  readFileSync(join(repository, "manifests", "overlays", cloud, "secret-store.yaml"), "utf8");

/** Outputs with the shape that the module of each cloud has by its own tests. */
const answers: Record<string, Pick<CloudOutputs, "secret_store" | "secrets_identity">> = {
  aks: {
    secret_store: { azurekv: { vaultUrl: "https://cell.vault.azure.net" } },
    secrets_identity: {
      "azure.workload.identity/client-id": "client",
      "azure.workload.identity/tenant-id": "tenant",
    },
  },
  gke: {
    secret_store: {
      gcpsm: {
        projectID: "cell",
        auth: { workloadIdentity: { clusterLocation: "europe-west3-b", clusterName: "cell" } },
      },
    },
    secrets_identity: { "iam.gke.io/gcp-service-account": "cell-secrets@cell.iam.gserviceaccount.com" },
  },
  oke: {
    secret_store: { oracle: { region: "eu-paris-1", vault: "ocid1.vault.cell" } },
    secrets_identity: {},
  },
};

const outputs = (cloud: string): CloudOutputs => ({
  cluster: "cell",
  kubeconfig_command: "",
  registry: "",
  deploy_identity: {},
  backup_bucket: "",
  ...(answers[cloud] as (typeof answers)[string]),
});

for (const [cloud, { secret_store, secrets_identity }] of Object.entries(answers))
  test(`the outputs of ${cloud} replace every example in its overlay, and change nothing else`, () => {
    const before = parseAllDocuments(storeOf(cloud)).map((each) => each.toJS());
    const written = withOutputs(storeOf(cloud), outputs(cloud));
    const [store, account] = parseAllDocuments(written).map((each) => each.toJS());
    assert.doesNotMatch(written, /example|0000|vault\.azure\.net.*taskwake/);
    const [provider] = Object.keys(secret_store) as [string];
    assert.equal(written.split("\n").length, storeOf(cloud).split("\n").length);
    assert.deepEqual(Object.keys(store.spec.provider), [provider]);
    if (account) assert.deepEqual(account.metadata.annotations, secrets_identity);
    assert.deepEqual(withoutLeaves(store), withoutLeaves(before[0]));
  });

test("an output that the overlay has no place for is refused", () => {
  const misspelt = { ...outputs("oke"), secret_store: { oracle: { valut: "ocid1.vault.cell" } } };
  assert.throws(() => withOutputs(storeOf("oke"), misspelt), /no spec\.provider\.oracle\.valut/);
});

/** The same tree with its texts left out. */
const withoutLeaves = (tree: unknown): unknown =>
  tree !== null && typeof tree === "object"
    ? Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, withoutLeaves(value)]))
    : "";
