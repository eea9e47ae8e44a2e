import { allTopics, attendedTopics, partitions } from "../../functions/_shared/contract/topics.ts";
import { type Declared, deadLetterTopicOf } from "../../functions/_shared/platform/declaration.ts";
import { daprVersion } from "../local/parts/dapr-release.ts";
import { kafkaProtocol, kafkaVersion } from "../local/parts/kafka-settings.ts";
import { accessPolicies, type Invocable } from "./access.ts";
import type { Blocks, Values } from "./marked.ts";

/** Topics of a function's subscriptions: those shared by its replicas, or the broadcasts. */
export const topicsOf = ({ subscribes }: Declared, { broadcast = false } = {}): string[] =>
  subscribes.filter((each) => (each.broadcast ?? false) === broadcast).map(({ topic }) => topic);

/** Topics that a function's sidecar publishes to: its own, and the dead-letter topics of its subscriptions. */
export function publishedBy({ publishes, subscribes }: Declared): string[] {
  const deadLetters = subscribes.map(deadLetterTopicOf).filter((topic) => topic !== null);
  return [...new Set([...publishes, ...deadLetters])];
}

/** The whole kustomization of a function's folder. Throws when its shape cannot be scaled. */
export function leafOf(declared: Declared): string {
  const { name, shape, scaledBy, secrets, invokes, jobs } = declared;
  const shared = topicsOf(declared);
  if (shared.length !== (shape === "event" ? 1 : 0))
    throw new Error(`${name}: an event function shares the events of one topic, another of none.`);
  const components = [`shapes/${shape}`, ...scaledBy.map((feature) => `features/${feature}`)];
  return [
    "# Written by `npm run generate` from index.ts.",
    "apiVersion: kustomize.config.k8s.io/v1beta1",
    "kind: Kustomization",
    "configMapGenerator:",
    `  - { name: ${name}${shared.map((topic) => `, literals: [topic=${topic}]`).join("")} }`,
    "components:",
    ...components.map((component) => `  - ../../manifests/${component}`),
    ...patchesOf([
      ...(jobs ? [withScheduler] : []),
      ...invokes.map(labelOf),
      ...Object.entries(secrets).map(variableOf),
    ]),
    "",
  ].join("\n");
}

/** A change of the Deployment: where, and what is added there; without a value it is removed. */
type Addition = [path: string, value?: string];

/** The shape leaves the scheduler out. */
const withScheduler: Addition = ["/spec/template/metadata/annotations/dapr.io~1scheduler-host-address"];

function variableOf([variable, secret]: [string, string]): Addition {
  const [name, key] = secret.split("/");
  const value = `{ name: ${variable}, valueFrom: { secretKeyRef: { name: ${name}, key: ${key} } } }`;
  return ["/spec/template/spec/containers/0/env/-", value];
}

// The network policies admit its sidecar by this label.
const labelOf = (invoked: string): Addition => [
  "/spec/template/metadata/labels/taskwake.dev~1invokes",
  invoked,
];

function patchesOf(additions: Addition[]): string[] {
  if (additions.length === 0) return [];
  return [
    "patches:",
    "  - target: { kind: Deployment }",
    "    patch: |",
    ...additions.flatMap(([path, value]) => [
      `      - op: ${value === undefined ? "remove" : "add"}`,
      `        path: ${path}`,
      ...(value === undefined ? [] : [`        value: ${value}`]),
    ]),
  ];
}

/** The content of the blocks in YAML files. */
export function blocksOf(all: Declared[], routes: Invocable[]): Blocks {
  const services = all.filter(({ shape }) => shape !== "job" && shape !== "exporter");
  const scope = (component: string, uses: (each: Declared) => boolean) => [
    `scopes of ${component}`,
    ["scopes:", ...services.filter(uses).map(({ name }) => `  - ${name}`)],
  ];
  const broadcast = (each: Declared) => topicsOf(each, { broadcast: true });
  const bindings = new Set(services.flatMap((each) => each.bindings));
  return {
    "access policies": accessPolicies(all, routes),
    functions: all.map(({ name }) => `- ${name}`),
    artifacts: all.map(({ name }) => artifact(name)),
    "grants of pubsub": grants(services, { protectedTopics: allTopics, publishedBy, subscribedBy: topicsOf }),
    "grants of broadcast": grants(
      services.filter((each) => broadcast(each).length > 0),
      {
        protectedTopics: [...new Set(services.flatMap(broadcast))],
        publishedBy: () => [],
        subscribedBy: broadcast,
      },
    ),
    ...Object.fromEntries([
      scope("pubsub", (each) => publishedBy(each).length + topicsOf(each).length > 0),
      scope("broadcast", (each) => broadcast(each).length > 0),
      ...[...bindings].map((binding) => scope(binding, (each) => each.bindings.includes(binding))),
    ]),
  };
}

const artifact = (name: string): string => {
  const paths = `Dockerfile, package-lock.json, tools/build, functions/${name}, functions/_shared`;
  const custom = `{ buildCommand: npm run --silent images -- ${name}, dependencies: { paths: [${paths}] } }`;
  return `- { image: docker.io/taskwake/${name}, custom: ${custom} }`;
};

interface Grants {
  protectedTopics: readonly string[];
  publishedBy: (each: Declared) => string[];
  subscribedBy: (each: Declared) => string[];
}

// An app without a scope may use any topic, so each app is named, even if it is granted nothing.
function grants(services: Declared[], { protectedTopics, publishedBy, subscribedBy }: Grants): string[] {
  const scopes = (topicsOf: (each: Declared) => string[]) =>
    services.map((each, n) => {
      const end = n < services.length - 1 ? ";" : "";
      return `    ${each.name}=${topicsOf(each).join(",")}${end}`;
    });
  return [
    "- name: protectedTopics",
    "  value: >-",
    `    ${protectedTopics.join(",")}`,
    "- name: publishingScopes",
    "  value: >-",
    ...scopes(publishedBy),
    "- name: subscriptionScopes",
    "  value: >-",
    ...scopes(subscribedBy),
  ];
}

/** The single values in YAML files. */
export function valuesOf(all: Declared[]): Values {
  const online = all.filter(({ internet }) => internet).map(({ name }) => name);
  return {
    partitions: String(partitions),
    "functions on the internet": `[${online.join(", ")}]`,
    "functions somebody waits for": `(${attendedTopics.join("|")})`,
    "Kafka protocol": kafkaProtocol,
    "Kafka image": `apache/kafka:${kafkaVersion}`,
    Dapr: daprVersion,
  };
}

/** What programs may know about functions, as JSON. */
export function knownOf(all: Declared[]): Record<string, object> {
  return Object.fromEntries(
    all.map((each) => [each.name, { shape: each.shape, subscribes: topicsOf(each), secrets: each.secrets }]),
  );
}

/** What starts a function, in words. */
export function wokenBy(declared: Declared): string {
  const broadcast = topicsOf(declared, { broadcast: true }).map((topic) => `every replica gets \`${topic}\``);
  if (declared.shape === "http") return ["always on", ...broadcast].join("; ");
  if (declared.shape === "exporter") return "always on";
  if (declared.shape === "job") return "a deployment, and once a day";
  return [
    ...topicsOf(declared).map((topic) => `\`${topic}\``),
    ...(declared.jobs ? ["its jobs"] : []),
    ...(declared.shape === "cron" ? declared.bindings.map((binding) => `\`${binding}\`, by the clock`) : []),
    ...declared.scaledBy.map((feature) => feature.replaceAll("-", " ")),
  ].join(", ");
}
