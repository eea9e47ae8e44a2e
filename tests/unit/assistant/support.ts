import assert from "node:assert/strict";
import type {
  ApiAnswer,
  ApiRequest,
  ToolContext,
  ToolResult,
} from "../../../functions/_shared/assistant/index.ts";
import { runTool, toolNamed } from "../../../functions/_shared/assistant/index.ts";
import { initialValues } from "../../../functions/_shared/domain/task/fields.ts";
import type { Task } from "../../../functions/_shared/domain/task/task.ts";

/** A task as the api returns it. */
export const taskWith = (more: Partial<Task> = {}): Task =>
  ({
    ...initialValues,
    ...{ id: 7, title: "Milk", version: 3, seq: 9 },
    ...{ created_at: "2026-11-29T10:00:00.000Z", updated_at: "2026-11-29T11:00:00.000Z" },
    ...more,
  }) as Task;

/** Calls a tool at a fixed time in Berlin; `reply` answers each request, in order, and the requests are returned. */
export async function calling(
  name: string,
  args: unknown,
  reply: ((request: ApiRequest) => ApiAnswer) | ApiAnswer = { status: 200, body: taskWith() },
  more: Partial<ToolContext> = {},
): Promise<{ result: ToolResult; sent: ApiRequest[] }> {
  const sent: ApiRequest[] = [];
  const tool = toolNamed(name);
  if (!tool) throw new Error(`no tool ${name}`);
  const result = await runTool(tool, args, {
    async api(request) {
      sent.push(request);
      return typeof reply === "function" ? reply(request) : reply;
    },
    ...{ now: new Date("2026-11-30T23:30:00Z"), zone: "Europe/Berlin", language: "en" },
    ...{ publicUrl: "https://tasks.example", ...more },
  });
  return { result, sent };
}

/** Asserts that a value has these parts, and perhaps more; each list has at least these items, in order. */
export function contains(value: unknown, parts: unknown): void {
  assert.deepEqual(pick(value, parts), parts);
}

function pick(value: unknown, parts: unknown): unknown {
  if (typeof parts !== "object" || parts === null || typeof value !== "object" || value === null)
    return value;
  const keys = Object.entries(parts).map(([key, part]) => [
    key,
    pick((value as Record<string, unknown>)[key], part),
  ]);
  return Array.isArray(parts) ? keys.map(([, part]) => part) : Object.fromEntries(keys);
}
