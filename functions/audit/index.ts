import type { Envelope } from "../_shared/contract/envelope.ts";
import { TaskEvent } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import { loadConfig } from "../_shared/platform/config.ts";
import { type Deps, openDeps } from "../_shared/platform/deps.ts";
import { serve } from "../_shared/platform/serve.ts";
import { appendAudit } from "../_shared/store/tasks/audit.ts";

/** Woken by `task-events`: appends each to the audit trail, once by its event id. */
const handle =
  (deps: Deps) =>
  async (event: Envelope<TaskEvent>): Promise<void> => {
    await appendAudit(deps.db, event);
  };

const deps = openDeps(loadConfig(process.env));
serve(deps, { subscriptions: [{ topic: topics.taskEvents, schema: TaskEvent, handle: handle(deps) }] });
