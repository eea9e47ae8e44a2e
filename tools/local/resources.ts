import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments, stringify } from "yaml";
import { repository } from "../command.ts";

/** A Dapr resource as in `components/*.yaml`. */
export interface Resource {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  spec: Record<string, unknown>;
  scopes?: string[];
  auth?: unknown;
}

interface Item {
  name: string;
  value?: unknown;
  secretKeyRef?: { name: string; key: string };
}

/** Values of the secrets in components, as `secret/key`; an undefined one omits its setting. */
export type SecretValues = Record<string, string | undefined>;

/** What differs on one machine, by component type. Everything else is as in a cluster. */
const overrides: Record<string, Record<string, string>> = {
  "pubsub.kafka": { authType: "none" },
  "bindings.smtp": { disableTLS: "true" },
};

/** What the resources of one machine refer to. */
interface Surroundings {
  /** File in which sidecars find each other. */
  nameDatabase: string;
  /** Base address of the collector of spans; undefined: none. */
  collector?: string | undefined;
}

/** Without a control plane there are no identities, so neither mTLS nor access rules between functions. */
const configuration = ({ nameDatabase, collector }: Surroundings) => ({
  mtls: { enabled: false },
  accessControl: undefined,
  tracing: tracing(collector),
  nameResolution: {
    component: "sqlite",
    version: "v1",
    configuration: { connectionString: nameDatabase },
  },
});

/** The sidecars' spans go where the functions' go; an empty address is none. */
const tracing = (collector: string | undefined) =>
  collector
    ? {
        samplingRate: "1",
        otel: { endpointAddress: new URL(collector).host, protocol: "http", isSecure: false },
      }
    : undefined;

/** The resource for one machine: plain values for secrets, no namespaces, and the overrides above. Pure. */
export function localResource(resource: Resource, secrets: SecretValues, on: Surroundings): Resource {
  const { namespace: _namespace, ...metadata } = resource.metadata;
  const { auth: _auth, ...rest } = resource;
  const local = { ...rest, metadata };
  if (resource.kind === "Configuration")
    return { ...local, spec: { ...resource.spec, ...configuration(on) } };
  if (resource.kind !== "Component") return local;
  const override = overrides[resource.spec.type as string] ?? {};
  const items = (resource.spec.metadata ?? []) as Item[];
  const kept = items
    .filter(({ name }) => !(name in override))
    .map((item) => plain(item, secrets, resource.metadata.name))
    .filter(({ value }) => value !== undefined);
  const added = Object.entries(override).map(([name, value]) => ({ name, value }));
  return { ...local, spec: { ...resource.spec, metadata: [...kept, ...added] } };
}

function plain({ name, value, secretKeyRef }: Item, secrets: SecretValues, component: string): Item {
  if (secretKeyRef === undefined) return { name, value };
  const key = `${secretKeyRef.name}/${secretKeyRef.key}`;
  if (!(key in secrets)) throw new Error(`component ${component}: no local value for the secret ${key}`);
  return { name, value: secrets[key] };
}

/** Where daprd finds the rendered resources. */
export interface Rendered {
  resources: string;
  config: string;
}

/**
 * Renders `components/*.yaml` into `<state directory>/resources/`, with the configuration beside it. (Default: all of
 * them)
 */
export function renderResources(
  stateDir: string,
  secrets: SecretValues,
  { names, collector }: { names?: string[]; collector?: string | undefined } = {},
): Rendered {
  const rendered = { resources: join(stateDir, "resources"), config: join(stateDir, "dapr.yaml") };
  rmSync(rendered.resources, { recursive: true, force: true });
  mkdirSync(rendered.resources, { recursive: true });
  const nameDatabase = join(stateDir, "names.db");
  const all = readComponents(join(repository, "components")).filter(
    ({ metadata }) => names?.includes(metadata.name) ?? true,
  );
  for (const resource of all.map((each) => localResource(each, secrets, { nameDatabase, collector }))) {
    const file = `${resource.kind}.${resource.metadata.name}.yaml`.toLowerCase();
    const path = resource.kind === "Configuration" ? rendered.config : join(rendered.resources, file);
    writeFileSync(path, stringify(resource), { mode: 0o600 });
  }
  return rendered;
}

function readComponents(directory: string): Resource[] {
  return readdirSync(directory)
    .filter((file) => /\.ya?ml$/.test(file))
    .flatMap((file) => parseAllDocuments(readFileSync(join(directory, file), "utf8")))
    .map((document) => document.toJS() as Resource)
    .filter((resource) => resource?.apiVersion?.startsWith("dapr.io/"));
}
