import { http } from "@google-cloud/functions-framework";
import * as z from "zod";
import { TaskUpdate } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import { loadConfig } from "../_shared/platform/config.ts";
import { openDeps } from "../_shared/platform/deps.ts";
import { listenerOf } from "../_shared/platform/framework.ts";
import { answer } from "../_shared/platform/host.ts";
import { serve } from "../_shared/platform/serve.ts";
import { broadcastName } from "../_shared/platform/sidecar.ts";
import { oidcSettings, openVerifier } from "../_shared/platform/tokens.ts";
import { openEventStream } from "./event-stream.ts";
import { openFeeds } from "./feeds.ts";
import { openSocket } from "./socket.ts";

/**
 * Always on: brings `task-updates` to each of the user's devices, by WebSocket or server-sent events, and
 * lets a device go on from the last change it has seen.
 */
const config = loadConfig(process.env, {
  /** Ed25519 public key of the tokens, as a JWK in JSON. */
  JWT_PUBLIC_JWK: z.string(),
  ...oidcSettings,
});
const deps = openDeps(config);
const verify = openVerifier({ ...config, JWT_JWK: config.JWT_PUBLIC_JWK });
const feeds = openFeeds(deps);
const socket = openSocket(deps, verify, feeds);

http("sync", openEventStream(deps, verify, feeds));
const listen = listenerOf("sync");

serve(deps, {
  subscriptions: [
    {
      topic: topics.taskUpdates,
      pubsub: broadcastName,
      schema: TaskUpdate,
      handle: async ({ id, data }) => feeds.hear(id, data),
    },
  ],
  async open(request, response) {
    if (request.url === "/readyz") return answer(response, (await deps.sidecar.isReady()) ? 200 : 503, {});
    listen(request, response);
  },
  upgrade: socket.upgrade,
  onDrain: feeds.closeAll,
});
