import { http } from "@google-cloud/functions-framework";
import { OperationResult } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import { listenerOf } from "../_shared/platform/framework.ts";
import { answer } from "../_shared/platform/host.ts";
import { serve } from "../_shared/platform/serve.ts";
import { broadcastName } from "../_shared/platform/sidecar.ts";
import { openApiDeps } from "./deps.ts";
import { openReadiness } from "./readiness.ts";
import { openRouter } from "./router.ts";
import { routes } from "./routes/index.ts";

/**
 * Always on, for people: session, validation, reads, and commands for everything that changes a task. It
 * hears `operation-results` as a broadcast, each replica for those who wait in it.
 */
const deps = openApiDeps(process.env);
const readiness = openReadiness(deps);

const router = openRouter(deps, routes);

http("api", router.handle);
const listen = listenerOf("api");

serve(deps, {
  subscriptions: [
    {
      topic: topics.operationResults,
      pubsub: broadcastName,
      schema: OperationResult,
      async handle({ data }) {
        readiness.hear(data.operation_id);
        deps.waiters.settle(data);
      },
    },
  ],
  async open(request, response) {
    if (request.url === "/readyz") {
      const ready = await readiness.isReady();
      return answer(response, ready ? 200 : 503, { ready });
    }
    if (await router.admit(request, response)) listen(request, response);
  },
  onStop: readiness.stop,
});
