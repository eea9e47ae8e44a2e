import { failed } from "./results.ts";
import type { Tool, ToolContext, ToolResult } from "./tool.ts";
import { connectorTools } from "./tools/connector.ts";
import { explainTools } from "./tools/explain.ts";
import { planTools } from "./tools/plans.ts";
import { readTools } from "./tools/read.ts";
import { writeTools } from "./tools/write.ts";

export { apiOver } from "./api.ts";
export { keysOf } from "./repeats.ts";
export type { Api, ApiAnswer, ApiRequest, Tool, ToolContext, ToolResult } from "./tool.ts";

/**
 * All tools for assistants, in a stable order: clients and models cache the list. A change always goes through `api`,
 * which refuses or defers what an assistant may not do by itself.
 */
export const tools: readonly Tool[] = [
  ...readTools,
  ...writeTools,
  ...planTools,
  ...explainTools,
  ...connectorTools,
];

export const toolNamed = (name: string): Tool | undefined => tools.find((tool) => tool.name === name);

/** Runs a tool; arguments that its schema refuses are an error that a model can read. Rejects when `api` is away. */
export async function runTool(tool: Tool, args: unknown, context: ToolContext): Promise<ToolResult> {
  const parsed = tool.input.safeParse(args ?? {});
  if (parsed.success) return tool.run(parsed.data, context);
  const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return failed("invalid", "The arguments are not valid", { errors });
}
