import { http } from "@google-cloud/functions-framework";
import * as z from "zod";
import { topics } from "../_shared/contract/topics.ts";
import { openAccess } from "../_shared/platform/access.ts";
import { listenerOf } from "../_shared/platform/framework.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { answer } from "../_shared/platform/host.ts";
import { openEntry } from "./entry.ts";
import { openPeople } from "./people.ts";
import { serverFor } from "./server.ts";

/**
 * Serves the Model Context Protocol: the tools of assistants for the scopes of a token, and subscriptions to what
 * changes or becomes due. Every change goes through `api`.
 */
export default defineFunction("mcp", {
  shape: "http",
  subscribes: [{ topic: topics.taskUpdates, broadcast: true }],
  invokes: ["api"],
  settings: {
    /** Ed25519 public key of the tokens, as a JWK in JSON. */
    JWT_PUBLIC_JWK: z.string(),
    /** Multiplies the limit of requests per token. */
    PERSON_LIMIT_FACTOR: z.coerce.number().positive().default(1),
  },
  secrets: { JWT_PUBLIC_JWK: "signing-key/public" },
  open(deps) {
    const { config, sidecar, db, now } = deps;
    const people = openPeople(deps);
    const entry = openEntry({
      publicUrl: config.PUBLIC_URL,
      access: openAccess({ ...config, JWT_JWK: config.JWT_PUBLIC_JWK }, db, now),
      rateFactor: config.PERSON_LIMIT_FACTOR,
      serverFor: (access) => serverFor(deps, access),
      busOf: people.busOf,
    });
    http("mcp", entry.serve);
    const listen = listenerOf("mcp");
    return {
      on: { [topics.taskUpdates]: async ({ data }) => people.receive(data) },
      hears: people.has,
      async answer(request, response) {
        if (request.url === "/readyz") return answer(response, (await sidecar.isReady()) ? 200 : 503, {});
        if (await entry.admit(request, response)) listen(request, response);
      },
      onDrain: () => void entry.closeStreams(),
    };
  },
});
