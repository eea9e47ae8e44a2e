import * as z from "zod";
import { OperationStatus } from "../../_shared/contract/api/operations.ts";
import { list } from "../../_shared/contract/api/parts.ts";
import type { CommandCall } from "../../_shared/contract/schemas.ts";
import { NewTask, TaskPatch } from "../../_shared/domain/task/task.ts";
import { submit } from "../../_shared/operations/submit.ts";
import { statusOf } from "../operations/reply.ts";
import { idempotencyKey, waitOf } from "../requests.ts";
import { route } from "../route.ts";

const onTask = { id: z.int().positive(), version: z.int().positive().nullable().default(null) };
const simple = ["complete", "reopen", "skip", "delete", "restore"] as const;

const BulkItem = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("create"), task: NewTask }),
  z.strictObject({ op: z.literal("update"), ...onTask, patch: TaskPatch }),
  ...simple.map((op) => z.strictObject({ op: z.literal(op), ...onTask })),
]);
type BulkItem = z.infer<typeof BulkItem>;

const bulk = route({
  method: "POST",
  path: "/v1/tasks/bulk",
  tag: "Tasks",
  summary: "Do up to 100 operations, each with a result of its own",
  write: "create",
  bodyLimit: 2 * 1024 * 1024,
  body: z.strictObject({ operations: z.array(BulkItem).min(1).max(100) }),
  responses: { 200: list(OperationStatus) },
  async handle({ deps, userId, body, request }) {
    const key = idempotencyKey(request);
    const until = Date.now() + waitOf(request);
    const before = new Map<number, Promise<unknown>>();
    const results = body.operations.map(async (item, index) => {
      const own = key && `${key}/${index}`;
      const submission = { ...commandOf(item), userId, actor: "person" as const, key: own };
      const earlier = "id" in item ? before.get(item.id) : undefined;
      const submitted = Promise.resolve(earlier).then(() =>
        submit(deps, submission, Math.max(0, until - Date.now())),
      );
      // Commands for one task go to several topics, so they keep their order only if each one waits for the one before.
      // All share one deadline, so that none is sent after the answer.
      if ("id" in item)
        before.set(
          item.id,
          submitted.catch(() => undefined),
        );
      const { id, result } = await submitted;
      return statusOf(id, result);
    });
    return { status: 200, body: { results: await Promise.all(results) } };
  },
});

function commandOf(item: BulkItem): CommandCall {
  if (item.op === "create") return { command: "create-task", arguments: { task: item.task } };
  const args = { task_id: item.id, version: item.version };
  if (item.op === "update") return { command: "update-task", arguments: { ...args, patch: item.patch } };
  return { command: `${item.op}-task`, arguments: args };
}

export const bulkRoutes = [bulk];
