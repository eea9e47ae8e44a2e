import type { Declared } from "../../functions/_shared/platform/declaration.ts";

/** A route as far as access by service invocation is concerned. */
export interface Invocable {
  method: string;
  path: string;
  /** Whether assistants may use it, and so the functions that call for them. */
  assistant?: string | undefined;
}

/**
 * The policies of the sidecars' access control: each function that invokes `api` may call the kinds of routes that are
 * open to assistants. Dapr stops at the first part of a path that has an operation, and a `*` matches only the last
 * part, so an operation is the whole tree below the first part of a path; the api's router knows the exact routes.
 */
export function accessPolicies(all: Declared[], routes: Invocable[]): string[] {
  const invoking = all.filter(({ invokes }) => invokes.length > 0);
  if (invoking.length === 0) return ["policies: []"];
  const operations = operationsOf(routes.filter(({ assistant }) => assistant));
  return [
    "policies:",
    ...invoking.flatMap(({ name }) => [
      `  - appId: ${name}`,
      "    defaultAction: deny",
      "    trustDomain: taskwake",
      "    namespace: taskwake",
      "    operations:",
      ...operations.map((operation) => `      - ${operation}`),
    ]),
  ];
}

function operationsOf(routes: Invocable[]): string[] {
  const verbs = new Map<string, Set<string>>();
  for (const { method, path } of routes) {
    const tree = path.split("/").slice(0, 3).join("/");
    verbs.set(tree, (verbs.get(tree) ?? new Set()).add(method));
  }
  return [...verbs.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([tree, methods]) =>
        `{ name: ${tree}/**, httpVerb: [${[...methods].sort().join(", ")}], action: allow }`,
    );
}
