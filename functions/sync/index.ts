import { http } from "@google-cloud/functions-framework";
import * as z from "zod";
import { topics } from "../_shared/contract/topics.ts";
import { listenerOf } from "../_shared/platform/framework.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { answer } from "../_shared/platform/host.ts";
import { oidcSettings, openVerifier } from "../_shared/platform/tokens.ts";
import { openEventStream } from "./event-stream.ts";
import { openFeeds } from "./feeds.ts";
import { openSocket } from "./socket.ts";

/**
 * Sends each change, and the assistant's replies, to the user's other devices, by WebSocket or server-sent events; a
 * device continues from the last change it has received.
 */
export default defineFunction("sync", {
  shape: "http",
  subscribes: [
    { topic: topics.taskUpdates, broadcast: true },
    { topic: topics.chatReplies, broadcast: true },
  ],
  internet: true,
  settings: {
    /** Ed25519 public key of the tokens, as a JWK in JSON. */
    JWT_PUBLIC_JWK: z.string(),
    ...oidcSettings,
  },
  secrets: { JWT_PUBLIC_JWK: "signing-key/public" },
  open(deps) {
    const { config, sidecar } = deps;
    const verify = openVerifier({ ...config, JWT_JWK: config.JWT_PUBLIC_JWK });
    const feeds = openFeeds(deps);
    http("sync", openEventStream(deps, verify, feeds));
    const listen = listenerOf("sync");
    return {
      on: {
        [topics.taskUpdates]: async ({ id, data }) => feeds.receive(id, data),
        [topics.chatReplies]: async ({ data }) => feeds.pass(data),
      },
      hears: feeds.has,
      async answer(request, response) {
        if (request.url === "/readyz") return answer(response, (await sidecar.isReady()) ? 200 : 503, {});
        listen(request, response);
      },
      upgrade: openSocket(deps, verify, feeds).upgrade,
      onDrain: feeds.closeAll,
    };
  },
});
