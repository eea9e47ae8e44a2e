import { type McpServer, ResourceNotFoundError, ResourceTemplate } from "@modelcontextprotocol/server";
import { runTool, toolNamed } from "../_shared/assistant/index.ts";
import type { Access } from "../_shared/platform/access.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { contextOf } from "./calls.ts";

export const views = ["today", "overdue", "upcoming"] as const;
export const viewUri = (view: (typeof views)[number]): string => `taskwake://views/${view}`;
export const taskUri = (id: number | string): string => `taskwake://tasks/${id}`;

const mimeType = "application/json";
/** Data is never cached by a client: it changes at any moment, and a subscription reports that. */
const cacheHint = { ttlMs: 0, cacheScope: "private" } as const;

const titles = {
  today: ["Due today", "Open tasks that are due today"],
  overdue: ["Overdue", "Open tasks that were due before today"],
  upcoming: ["Upcoming", "Open tasks that are due after today"],
} as const;

/** Registers the views and the tasks of a person as resources. */
export function registerResources(server: McpServer, deps: Deps, access: Access): void {
  const read = async (uri: string, tool: string, args: object) => {
    const context = await contextOf(deps, access);
    const named = toolNamed(tool);
    const result = context && named ? await runTool(named, args, context) : undefined;
    if (!result || result.isError) throw new ResourceNotFoundError(uri);
    return { contents: [{ uri, mimeType, text: result.text }] };
  };
  for (const view of views) {
    const [title, description] = titles[view];
    const config = { title, description, mimeType, cacheHint };
    server.registerResource(view, viewUri(view), config, ({ href }) => read(href, "list_tasks", { view }));
  }
  const template = new ResourceTemplate(taskUri("{id}"), {
    // Too many to list; the search tools find them.
    list: undefined,
    complete: { id: (value) => idsLike(value, deps, access) },
  });
  const config = { title: "A task", description: "One task with its notes", mimeType, cacheHint };
  server.registerResource("task", template, config, ({ href }, { id }) =>
    read(href, "get_task", { task_id: /^[1-9]\d{0,14}$/.test(String(id)) ? Number(id) : 0 }),
  );
}

/** Ids of tasks that begin with the text, or of those whose words match it. */
async function idsLike(value: string, deps: Deps, access: Access): Promise<string[]> {
  const context = await contextOf(deps, access);
  if (!context || value.trim() === "") return [];
  const query = /^\d+$/.test(value) ? { limit: 200 } : { q: value, limit: 20 };
  const { status, body } = await context.api({ method: "GET", path: "/v1/tasks", query });
  const ids = status === 200 ? (body.results as { id: number }[]).map(({ id }) => String(id)) : [];
  return "q" in query ? ids : ids.filter((id) => id.startsWith(value)).slice(0, 100);
}
