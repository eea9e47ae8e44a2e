import { loadConfig } from "../_shared/config.ts";
import { type Deps, openDeps } from "../_shared/dapr/deps.ts";
import { serve } from "../_shared/dapr/serve.ts";
import type { Envelope } from "../_shared/events/envelope.ts";
import { TaskEvent } from "../_shared/events/schemas.ts";
import { topics } from "../_shared/events/topics.ts";
import { appendAudit } from "../_shared/store/audit.ts";

/** Woken by `task-events`: appends each to the audit trail, once by its event id. */
const handle =
  (deps: Deps) =>
  async (event: Envelope<TaskEvent>): Promise<void> => {
    await appendAudit(deps.db, event);
  };

const deps = openDeps(loadConfig(process.env));
serve(deps, { subscriptions: [{ topic: topics.taskEvents, schema: TaskEvent, handle: handle(deps) }] });
