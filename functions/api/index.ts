import { http } from "@google-cloud/functions-framework";
import { commandTopics, topics } from "../_shared/contract/topics.ts";
import { listenerOf } from "../_shared/platform/framework.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { answer } from "../_shared/platform/host.ts";
import { openApiDeps, settings } from "./deps.ts";
import { openReadiness } from "./readiness.ts";
import { openRouter } from "./router.ts";
import { routes } from "./routes/index.ts";

/**
 * Serves the API: log-in, validation and reads, and a command for every change of a task. Each replica receives the
 * results of operations, for its waiting requests.
 */
export default defineFunction("api", {
  shape: "http",
  subscribes: [{ topic: topics.operationResults, broadcast: true }],
  publishes: [
    ...commandTopics,
    topics.importFiles,
    topics.operationResults,
    topics.notifications,
    topics.chatMessages,
  ],
  internet: true,
  settings,
  secrets: { JWT_PRIVATE_JWK: "signing-key/private", VAPID_PUBLIC_KEY: "web-push/public" },
  open(common) {
    const deps = openApiDeps(common);
    const readiness = openReadiness(deps);
    const router = openRouter(deps, routes);
    http("api", router.handle);
    const listen = listenerOf("api");
    return {
      on: {
        async [topics.operationResults]({ data }) {
          readiness.receive(data.operation_id);
          deps.waiters.settle(data);
        },
      },
      async answer(request, response) {
        if (request.url === "/readyz") {
          const ready = await readiness.isReady();
          return answer(response, ready ? 200 : 503, { ready });
        }
        if (await router.admit(request, response)) listen(request, response);
      },
      onStart: readiness.start,
      onStop: readiness.stop,
    };
  },
});
