import {
  fromJsonSchema,
  type JsonSchemaType,
  type JsonSchemaValidator,
  type jsonSchemaValidator,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { type Api, runTool, type Tool, type ToolResult, tools } from "../_shared/assistant/index.ts";
import type { Access } from "../_shared/platform/access.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import { contextOf, keyOf } from "./calls.ts";

/** The registry validates the arguments, so that an error reaches the model as a result. */
const unchecked: jsonSchemaValidator = {
  getValidator: <T>() => {
    const check = (data: unknown) => ({ valid: true, data, errorMessage: undefined });
    return check as JsonSchemaValidator<T>;
  },
};

// Made once: a server is made for each request.
const schemas = new Map(
  tools.map(
    ({ name, inputSchema }) => [name, fromJsonSchema(inputSchema as JsonSchemaType, unchecked)] as const,
  ),
);

/** Registers the tools that a token may use. */
export function registerTools(server: McpServer, deps: Deps, access: Access): void {
  for (const tool of tools.filter(({ scope }) => access.scopes.includes(scope))) {
    const { name, title, description, annotations } = tool;
    const inputSchema = schemas.get(name);
    server.registerTool(name, { title, description, annotations, inputSchema }, async (args, context) => {
      const began = performance.now();
      const result = await call(tool, args, { deps, access, context });
      const outcome = result.isError ? codeOf(result) : result.plan ? "plan" : "ok";
      // No arguments and no result: they contain what people write.
      log(outcome === "internal" ? "error" : "info", "tool called", {
        ...{ tool: name, outcome, ms: Math.round(performance.now() - began), token: access.tokenId },
      });
      const { data, text, isError } = result;
      return { content: [{ type: "text", text }], structuredContent: data, ...(isError && { isError }) };
    });
  }
}

const codeOf = ({ data }: ToolResult): string => (data.error as { code: string }).code;

interface Call {
  deps: Deps;
  access: Access;
  context: ServerContext;
}

async function call(tool: Tool, args: unknown, { deps, access, context }: Call): Promise<ToolResult> {
  try {
    const surroundings = await contextOf(deps, access);
    if (!surroundings) return failure("unauthenticated", "This account no longer exists.");
    const key = tool.annotations.readOnlyHint ? {} : await keyOf(deps, access, tool.name, args);
    const api = reporting(surroundings.api, context);
    return await runTool(tool, args, { ...surroundings, api, ...key });
  } catch (error) {
    log("error", "tool failed", { tool: tool.name, error: messageOf(error) });
    return failure("unavailable", "This cannot be done at the moment; try again in a few seconds.");
  }
}

function failure(code: string, message: string): ToolResult {
  const data = { error: { code, message } };
  return { data, text: JSON.stringify(data), isError: true, operationIds: [] };
}

/** Reports each answer of the api as progress, if the client asked for it. */
function reporting(api: Api, { mcpReq }: ServerContext): Api {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return api;
  let progress = 0;
  return async (request) => {
    const answer = await api(request);
    progress += 1;
    await mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress } });
    return answer;
  };
}
