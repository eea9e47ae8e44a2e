import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { type Document, isMap, parseAllDocuments } from "yaml";
import { repository, runCommand, UserError } from "../command.ts";
import { commandLine } from "../command-line.ts";

/** What a module of manifests/cloud answers, but for `kafka`; see `face/outputs.tf`. */
export interface CloudOutputs {
  cluster: string;
  kubeconfig_command: string;
  registry: string;
  /** `spec.provider` of the SecretStore. */
  secret_store: Tree;
  /** Annotations of the ServiceAccount `secrets`. */
  secrets_identity: Record<string, string>;
  /** Variables of the GitHub environments. */
  deploy_identity: Record<string, string>;
  backup_bucket: string;
}

interface Tree {
  [key: string]: string | Tree;
}

/** The overlay's `secret-store.yaml` with what the cloud answered; comments and all else stay. Pure. */
export function withOutputs(yaml: string, outputs: CloudOutputs): string {
  const documents = parseAllDocuments(yaml) as Document[];
  for (const document of documents) {
    if (document.get("kind") === "SecretStore") merge(document, ["spec", "provider"], outputs.secret_store);
    if (document.get("kind") === "ServiceAccount")
      merge(document, ["metadata", "annotations"], outputs.secrets_identity);
  }
  return documents.map(String).join("");
}

/** Sets each leaf of a tree below a path, which the document must have already: a new key is a misspelt one. */
function merge(document: Document, path: string[], tree: Tree): void {
  for (const [key, value] of Object.entries(tree)) {
    const at = [...path, key];
    if (!document.hasIn(at)) throw new UserError(`secret-store.yaml has no ${at.join(".")}.`);
    if (typeof value !== "string") merge(document, at, value);
    else if (isMap(document.getIn(at))) throw new UserError(`${at.join(".")} is no text.`);
    else document.setIn(at, value);
  }
}

/** What is left to a person, as commands. Pure. */
function nextSteps(outputs: CloudOutputs): string[] {
  const variables = Object.entries(outputs.deploy_identity);
  return [
    `Kubernetes: ${outputs.kubeconfig_command}`,
    `Images, if not on GitHub: npm run publish:images -- ${outputs.registry}`,
    `Copies of dumps: ${outputs.backup_bucket}`,
    ...(variables.length > 0 ? ["Variables of each GitHub environment that deploys here:"] : []),
    ...variables.map(([name, value]) => `  gh variable set ${name} --env production --body '${value}'`),
  ];
}

async function outputsOf(module: string): Promise<Record<string, unknown>> {
  const folder = join(repository, "manifests", "cloud", module);
  if (module === "face" || !existsSync(join(folder, "main.tf")))
    throw new UserError("Which cloud? npm run cloud -- aks|gke|oke|kafka");
  const json = await commandLine("tofu", [`-chdir=${folder}`, "output", "-json"]);
  const outputs = Object.entries(JSON.parse(json) as Record<string, { value: unknown }>);
  if (outputs.length === 0)
    throw new UserError(`Nothing is made yet: tofu -chdir=manifests/cloud/${module} apply`);
  return Object.fromEntries(outputs.map(([name, { value }]) => [name, value]));
}

if (argv[1] === import.meta.filename)
  await runCommand(async () => {
    const module = argv[2] ?? "";
    const outputs = await outputsOf(module);
    if (module === "kafka") {
      for (const [name, value] of Object.entries(outputs))
        console.log(`KAFKA_${name.toUpperCase()}=${value}`);
      return;
    }
    const file = join(repository, "manifests", "overlays", module, "secret-store.yaml");
    writeFileSync(file, withOutputs(readFileSync(file, "utf8"), outputs as unknown as CloudOutputs));
    console.log(`Written: manifests/overlays/${module}/secret-store.yaml`);
    for (const line of nextSteps(outputs as unknown as CloudOutputs)) console.log(line);
  });
