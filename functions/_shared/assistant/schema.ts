import * as z from "zod";

/** A JSON Schema whose root is an object. */
export type JsonSchema = { type: "object"; properties: Record<string, unknown>; required?: string[] };

/** What the schema of an input leaves out: the full zod schema checks it, and its message tells a model the bound. */
const bounds = ["pattern", "minLength", "maxLength", "minItems", "maxItems", "exclusiveMinimum"] as const;

/** The JSON Schema of a tool's input, as short as a model needs it. The full zod schema validates the arguments. */
export function schemaOf(input: z.ZodObject): JsonSchema {
  const schema = z.toJSONSchema(input, {
    io: "input",
    unrepresentable: "any",
    override({ jsonSchema, path }) {
      for (const bound of bounds) delete jsonSchema[bound];
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (path.length > 0) delete jsonSchema.additionalProperties;
    },
  });
  delete schema.$schema;
  return schema as JsonSchema;
}
