import * as z from "zod";
import { ReportReason } from "../../functions/_shared/contract/api/imports.ts";
import { Plan } from "../../functions/_shared/contract/api/plans.ts";
import { Problem } from "../../functions/_shared/contract/problems.ts";
import { Task } from "../../functions/_shared/domain/task/task.ts";

export type Json = Record<string, unknown>;

/** Schemas that a document defines once, under `components`, and refers to. */
const components: Record<string, z.ZodType> = { Task, Plan, Problem, ReportReason };

/** JSON Schema of a schema's input or output, with references to the components. */
export function toSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const metadata = z.registry<{ id: string }>();
  for (const [id, component] of Object.entries(components)) metadata.add(component, { id });
  const { $schema: _, $defs: __, ...rest } = convert(schema, { io, metadata });
  return rest;
}

/** The components themselves. */
export function componentSchemas(): Json {
  const plain = (name: string, schema: z.ZodType) => {
    const { $schema: _, ...rest } = convert(schema, { io: "output" });
    // A recursive schema refers to its own root, which is not the document's root.
    return JSON.parse(JSON.stringify(rest).replaceAll('"$ref":"#"', `"$ref":"#/components/schemas/${name}"`));
  };
  return Object.fromEntries(Object.entries(components).map(([name, schema]) => [name, plain(name, schema)]));
}

function convert(schema: z.ZodType, options: object): Json {
  const converted = z.toJSONSchema(schema, { unrepresentable: "any", ...options });
  return JSON.parse(JSON.stringify(converted).replaceAll('"#/$defs/', '"#/components/schemas/'));
}
