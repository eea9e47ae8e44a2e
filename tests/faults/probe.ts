import { setTimeout as sleep } from "node:timers/promises";
import { problem } from "../../functions/_shared/contract/problems.ts";
import { TaskEvent } from "../../functions/_shared/contract/schemas.ts";
import { loadConfig } from "../../functions/_shared/platform/config.ts";
import { openDeps } from "../../functions/_shared/platform/deps.ts";
import { serve } from "../../functions/_shared/platform/serve.ts";

/**
 * A function that stands in for `audit` behind its sidecar and does at the first delivery what the task's title
 * says before any `#`. Each delivery is a line on standard output: `delivered <title>`, then `done <title>`.
 */
const deps = openDeps(loadConfig(process.env));
const seen = new Set<string>();

async function behave(title: string): Promise<unknown> {
  if (title === "not found") throw problem("task-not-found");
  if (title === "throws") throw new Error("as asked");
  if (title === "pending") return { status: "pending" };
  if (title === "takes long") await sleep(2000);
  return undefined;
}

serve(deps, {
  subscriptions: [
    {
      topic: "task-events",
      schema: TaskEvent,
      async handle({ id, data }) {
        const { title } = data.task_data;
        console.log(`delivered ${title}`);
        const first = !seen.has(id);
        seen.add(id);
        const result = first ? await behave(title.replace(/ #.*/, "")) : undefined;
        console.log(`done ${title}`);
        return result as undefined;
      },
    },
  ],
});
