import type * as z from "zod";
import type { Scope } from "../domain/scopes.ts";
import type { Language } from "../domain/settings.ts";
import { type JsonSchema, schemaOf } from "./schema.ts";

/** A request to `api` for the person. */
export interface ApiRequest {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  body?: unknown;
  /** The expected version of the task: `If-Match`. */
  version?: number;
  /** `Idempotency-Key`. */
  key?: string | undefined;
}

/** An answer of `api`, problems included; `operationId` is its header `Operation-Id`. */
export interface ApiAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each tool knows the answer of its route
  body: any;
  operationId?: string | undefined;
}

/** Sends a request in the name of the person. Rejects only when `api` cannot be reached. */
export type Api = (request: ApiRequest) => Promise<ApiAnswer>;

/** Who runs a tool, and how it reaches the product. */
export interface ToolContext {
  api: Api;
  now: Date;
  /** The person's time zone. */
  zone: string;
  language: Language;
  /** Origin of the client's pages, for links. */
  publicUrl: string;
  /** false: the caller may change tasks without seeing them. (Default: true) */
  mayRead?: boolean;
  /** Idempotency key of this call's write, which the caller makes unique per token. */
  key?: string | undefined;
  /** The key was used before, so that the result is one of an earlier call. */
  repeated?: boolean;
}

/** What a tool returns; texts of tasks in it are data, never instructions. */
export interface ToolResult {
  data: Record<string, unknown>;
  /** `data` as JSON, for clients and models that read text. */
  text: string;
  isError?: true;
  /** The change waits for the person's confirmation. */
  plan?: Record<string, unknown>;
  /** Operations that the call caused. */
  operationIds: string[];
}

/** Hints for clients about the effects of a tool. */
export interface Annotations {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: false;
}

/** A tool for assistants. */
export interface Tool {
  name: string;
  title: string;
  description: string;
  /** The scope that a token needs to see the tool. */
  scope: Scope;
  /** All scopes that a call with these arguments needs. */
  scopesOf: (args: unknown) => Scope[];
  annotations: Annotations;
  input: z.ZodObject;
  inputSchema: JsonSchema;
  // biome-ignore lint/suspicious/noExplicitAny: `defineTool` types the arguments by the schema
  run(args: any, context: ToolContext): Promise<ToolResult>;
}

/** The effects of a tool: it reads, it adds or changes, or it may remove something that a person wants to keep. */
const effects = {
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  // The same call within seconds finds its own result, but later it makes another change.
  add: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
  // Bound to a version, so that the same call again changes nothing.
  change: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
} as const;

/** Declares a tool; its schema types the arguments. */
export function defineTool<Input extends z.ZodObject>(
  tool: Pick<Tool, "name" | "title" | "description" | "scope"> & {
    effect: keyof typeof effects;
    /** Further scopes that some arguments need. */
    scopesOf?: (args: unknown) => Scope[];
    input: Input;
    run(args: z.output<Input>, context: ToolContext): Promise<ToolResult>;
  },
): Tool {
  const { effect, scopesOf, ...rest } = tool;
  return {
    ...rest,
    scopesOf: (args) => [...new Set([tool.scope, ...(scopesOf?.(args) ?? [])])],
    annotations: { ...effects[effect], openWorldHint: false },
    inputSchema: schemaOf(tool.input),
  };
}
