import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { apiPaths } from "../../functions/_shared/contract/api-paths.ts";
import document from "../../functions/api/documents/openapi.json" with { type: "json" };

/** A received answer; `body` is parsed if it is JSON. */
interface Received {
  status: number;
  headers: Headers;
  body: unknown;
}

/** The document's description of one status of an operation. */
type Declared = { content?: Record<string, { schema: object }> };
type Operation = { responses: Record<string, Declared> };

const ajv = new Ajv2020({ strict: false, validateFormats: false, validateSchema: false, allErrors: true });
ajv.addSchema(document, "openapi.json");
const compiled = new Map<object, ValidateFunction>();

// Paths with more literal parts are tried first: `bulk` is no id.
const paths = Object.entries(document.paths as unknown as Record<string, Record<string, Operation>>)
  .sort(([one], [other]) => one.split("{").length - other.split("{").length)
  .map(([path, operations]) => ({
    pattern: new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}/?$`),
    operations,
  }));

/**
 * Throws unless the OpenAPI document declares this answer for the route: its status, its media type and its whole body,
 * without additional fields. Any failed request must be a problem.
 */
export function checkAnswer(method: string, path: string, { status, headers, body }: Received): void {
  const [plain = ""] = path.split("?");
  if (!apiPaths.test(plain)) return;
  const of = `${method} ${plain} answers ${status}, and`;
  const declared = declarationOf(method, plain, status);
  if (!declared) throw new Error(`${of} the document does not say so.`);
  // HEAD is answered like GET, without the body.
  if (method === "HEAD") return;
  const type = (headers.get("content-type") ?? "").split(";")[0] as string;
  const content = declared.content?.[type];
  if (!content) {
    if (declared.content || body !== "") throw new Error(`${of} has a body of the type "${type}".`);
    return;
  }
  const validate = compiled.get(content) ?? ajv.compile(inDocument(content.schema));
  compiled.set(content, validate);
  if (!validate(body)) throw new Error(`${of} the body ${ajv.errorsText(validate.errors)}.`);
  if (type === "application/problem+json" && (body as { status: number }).status !== status)
    throw new Error(`${of} the problem has another status.`);
}

const anyProblem: Declared = {
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

function declarationOf(method: string, path: string, status: number): Declared | undefined {
  const name = method === "HEAD" ? "get" : method.toLowerCase();
  const operation: Operation | undefined = paths.find(({ pattern }) => pattern.test(path))?.operations[name];
  const responses = operation?.responses ?? { default: anyProblem };
  return responses[status] ?? (status >= 400 ? responses.default : undefined);
}

/** A schema whose references point into the document. */
const inDocument = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"openapi.json#'));
