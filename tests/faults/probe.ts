import { setTimeout as sleep } from "node:timers/promises";
import { problem } from "../../functions/_shared/contract/problems.ts";
import { defineFunction } from "../../functions/_shared/platform/function.ts";

/**
 * A function in place of `audit` behind its sidecar; at the first delivery it executes the instruction in the task's
 * title before any `#`. Each delivery prints `delivered <title>`, then `done <title>`.
 */
const seen = new Set<string>();

async function behave(title: string): Promise<unknown> {
  if (title === "not found") throw problem("task-not-found");
  if (title === "throws") throw new Error("as asked");
  if (title === "pending") return { status: "pending" };
  if (title === "takes long") await sleep(2000);
  return undefined;
}

const probe = defineFunction("audit", {
  shape: "event",
  subscribes: [{ topic: "task-events" }],
  open: () => ({
    on: {
      async "task-events"({ id, data }) {
        const { title } = data.task_data;
        console.log(`delivered ${title}`);
        const first = !seen.has(id);
        seen.add(id);
        const result = first ? await behave(title.replace(/ #.*/, "")) : undefined;
        console.log(`done ${title}`);
        return result as undefined;
      },
    },
  }),
});
await probe.start(process.env);
