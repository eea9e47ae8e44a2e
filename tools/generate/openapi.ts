import type * as z from "zod";
import { version } from "../../functions/_shared/contract/version.ts";
import type { Route } from "../../functions/api/route.ts";
import { componentSchemas, type Json, toSchema } from "./json-schema.ts";

/** The OpenAPI 3.1 document of these routes. Pure. */
export function openApi(routes: Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    (paths[route.path] as Json)[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Taskwake API",
      version,
      description: "Tasks, reminders and recurrence. Errors are RFC 9457 problems with a stable code.",
    },
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
}

function operation(route: Route): Json {
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.tag],
    security: route.open ? [] : [{ bearer: [] }],
    parameters: [
      ...parametersOf(route.params, "path"),
      ...parametersOf(route.query, "query"),
      ...headersOf(route),
    ],
    ...(route.body && {
      requestBody: { required: true, content: contentOf(route, toSchema(route.body, "input")) },
    }),
    responses: { ...answers(route), default: problem },
  };
}

function operationId({ method, path }: Route): string {
  return [method.toLowerCase(), ...path.split("/").filter((part) => part && part !== "v1")]
    .map((part) => part.replace(/[{}.]/g, ""))
    .join("-");
}

const problem = {
  description: "A problem",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

function answers(route: Route): Json {
  const entries = Object.entries(route.responses).map(([status, schema]): [string, Json] => [
    status,
    {
      description: Number(status) === 202 ? "Accepted, not yet done" : "Done",
      ...(schema && { content: answerOf(route, toSchema(schema, "output")) }),
    },
  ]);
  if (isTagged(route)) entries.push(["304", { description: "Not changed since it had this entity tag" }]);
  return Object.fromEntries(entries);
}

const isTagged = ({ method, streamed }: Route): boolean => method === "GET" && !streamed;

// In a route with files, the body is a file if it has one, else the answer is; a file that is not JSON is text.
const contentOf = ({ files = ["application/json"] }: Route, schema: Json): Json =>
  Object.fromEntries(
    files.map((type) => [type, { schema: type === "application/json" ? schema : { type: "string" } }]),
  );
const answerOf = (route: Route, schema: Json): Json =>
  contentOf(route.body ? { ...route, files: ["application/json"] } : route, schema);

function parametersOf(schema: z.ZodType | undefined, where: "path" | "query"): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toSchema(schema, "input") as {
    properties?: Json;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    schema: property,
  }));
}

const header = (name: string, description: string, required = false): Json => ({
  name,
  in: "header",
  required,
  description,
  schema: { type: "string" },
});

function headersOf(route: Route): Json[] {
  const { write } = route;
  if (isTagged(route))
    return [header("If-None-Match", "The `ETag` of an answer that is known: 304 if it still is.")];
  if (!write) return [];
  const all = [
    header("Idempotency-Key", "The same key makes the same request once; repeat it when an answer was lost."),
    header("Prefer", "`wait=N`: seconds to wait for the result before 202, at most 30."),
  ];
  // An upload is answered 202 at once.
  if (route.receive) return all.slice(0, 1);
  return write === "change"
    ? [header("If-Match", 'The version that is changed, `"<version>"`, or `*` for any.', true), ...all]
    : all;
}
