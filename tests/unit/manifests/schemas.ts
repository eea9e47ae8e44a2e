import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { parse, parseAllDocuments } from "yaml";
import type { Manifest } from "../../../tools/cluster/kubectl.ts";
import { repository } from "../../../tools/command.ts";
import { commandLine } from "../../../tools/command-line.ts";
import { compiledDapr } from "../../../tools/local/parts/dapr-compile.ts";

const charts: { name: string; version: string }[] = parse(
  readFileSync(join(repository, "manifests", "charts.yaml"), "utf8"),
);
const chartVersion = (wanted: string) => charts.find(({ name }) => name === wanted)?.version;

/**
 * The schemas are taken from the programs' own sources, as Go modules; Dapr's in its newest version that is a module.
 */
const modules = {
  kubernetes: ["k8s.io/kubernetes@v1.34.1", "api/openapi-spec/swagger.json"],
  dapr: [`github.com/dapr/dapr@v${compiledDapr}`, "charts/dapr/crds"],
  keda: [`github.com/kedacore/keda/v2@v${chartVersion("keda")}`, "config/crd/bases"],
} as const;

// biome-ignore lint/suspicious/noExplicitAny: a schema is what its author made of it
type Schema = any;

/** Validates a resource strictly: unknown fields are errors. Undefined when no schema is known for its kind. */
export type Validate = (manifest: Manifest) => string[] | undefined;

/** Finds the schemas; rejects when Go or its modules are unavailable. CRDs in the folder SCHEMAS are included. */
export async function openSchemas(): Promise<Validate> {
  const swagger = JSON.parse(readFileSync(await inModule("kubernetes"), "utf8"));
  const folders = [await inModule("dapr"), await inModule("keda"), process.env.SCHEMAS];
  const crds = folders
    .filter((folder) => folder && existsSync(folder))
    .flatMap((folder) => crdsIn(folder as string));
  const definitions: Schema = each(swagger.definitions, closed);
  const builtIn = builtInKinds(swagger.definitions);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
  const known = new Map<string, ValidateFunction>();
  return (manifest) => {
    const id = `${manifest.apiVersion}/${manifest.kind}`;
    const name = builtIn.get(id);
    const schema = name
      ? { $ref: `#/definitions/${name}`, definitions }
      : crds.find((each) => each.id === id)?.schema;
    if (!schema) return undefined;
    const validate = known.get(id) ?? ajv.compile(schema);
    known.set(id, validate);
    if (validate(manifest)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}

async function inModule(key: keyof typeof modules): Promise<string> {
  const [module, path] = modules[key];
  const { Dir } = JSON.parse(await commandLine("go", ["mod", "download", "-json", module]));
  return join(Dir, path);
}

function crdsIn(folder: string): { id: string; schema: Schema }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), "utf8")).map((each) => each.toJS()))
    .filter((document) => document?.kind === "CustomResourceDefinition")
    .flatMap(({ spec }) =>
      spec.versions.map(({ name, schema }: Schema) => ({
        id: `${spec.group}/${name}/${spec.names.kind}`,
        schema: custom(schema.openAPIV3Schema),
      })),
    );
}

/** A CRD's schema omits the fields that every resource has. */
function custom(schema: Schema): Schema {
  const common = { apiVersion: { type: "string" }, kind: { type: "string" }, metadata: { type: "object" } };
  return closed({ ...schema, properties: { ...schema.properties, ...common } });
}

function builtInKinds(definitions: Record<string, Schema>): Map<string, string> {
  return new Map(
    Object.entries(definitions).flatMap(([name, { "x-kubernetes-group-version-kind": kinds = [] }]) =>
      kinds.map(({ group, version, kind }: Record<string, string>) => [
        `${group ? `${group}/` : ""}${version}/${kind}`,
        name,
      ]),
    ),
  );
}

const each = (schemas: Record<string, Schema>, change: (schema: Schema) => Schema): Record<string, Schema> =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, change(schema)]));

const isOpen = ({ properties, ...schema }: Schema) =>
  !properties || "additionalProperties" in schema || schema["x-kubernetes-preserve-unknown-fields"];

/** The schema without additional fields, and with Kubernetes' own keywords translated to JSON Schema. */
function closed(schema: Schema): Schema {
  if (schema === null || typeof schema !== "object") return schema;
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema["x-kubernetes-int-or-string"] || schema.format === "int-or-string")
    return { type: ["string", "integer"] };
  if (/Quantity is a fixed-point/.test(schema.description ?? "")) return { type: ["string", "number"] };
  const { properties, ...rest } = schema;
  const inner = { ...each(rest, closed), ...(properties && { properties: each(properties, closed) }) };
  return isOpen(schema) ? inner : { ...inner, additionalProperties: false };
}
