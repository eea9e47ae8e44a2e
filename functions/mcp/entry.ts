import type { IncomingMessage, ServerResponse } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, type McpServer, type ServerEventBus } from "@modelcontextprotocol/server";
import type { Access } from "../_shared/platform/access.ts";
import { answer } from "../_shared/platform/host.ts";
import { log } from "../_shared/platform/log.ts";
import { type AdmissionOptions, type Admitted, openAdmission } from "./admission.ts";
import { isMetadata, metadataOf } from "./metadata.ts";

/** Open subscriptions of one person on a replica. */
const mostSubscriptions = 10;
/** Milliseconds between checks whether the token of an open stream is still valid. */
const checkInterval = 5000;

export interface EntryOptions extends AdmissionOptions {
  /** The server of one request; `bus` carries the person's own events only. */
  serverFor: (access: Access, bus: ServerEventBus) => McpServer;
  /** The bus of a person, which lives while one of their streams is open. */
  busOf: (userId: string) => ServerEventBus;
}

/** Opens the HTTP side: metadata, admission, and the protocol in both its eras. */
export function openEntry({ serverFor, busOf, ...options }: EntryOptions) {
  const admission = openAdmission(options);
  const onerror = (error: Error) => log("warn", "protocol error", { error: error.message });
  const factory = ({ authInfo }: { authInfo?: { extra?: Record<string, unknown> } }) => {
    const access = authInfo?.extra?.access as Access;
    return serverFor(access, busOf(access.userId));
  };
  const calls = toNodeHandler(createMcpHandler(factory, { onerror, maxSubscriptions: 0 }), { onerror });
  // A handler per person for their streams: the events of a handler reach all its streams.
  const streams = new Map<string, { handler: ReturnType<typeof createMcpHandler>; open: number }>();

  function stream(request: IncomingMessage & { body?: unknown }, response: ServerResponse, access: Access) {
    const { userId } = access;
    const bus = busOf(userId);
    const entry = streams.get(userId) ?? {
      handler: createMcpHandler(factory, { bus, onerror, maxSubscriptions: mostSubscriptions }),
      open: 0,
    };
    streams.set(userId, entry);
    entry.open += 1;
    response.once("close", () => {
      entry.open -= 1;
      if (entry.open === 0) streams.delete(userId);
    });
    return toNodeHandler(entry.handler, { onerror })(request, response, request.body);
  }

  /** Ends a stream when its token expires or was revoked. */
  function endWithToken(token: string, response: ServerResponse): void {
    const check = setInterval(() => {
      options.access(token).catch(() => response.end());
    }, checkInterval);
    response.once("close", () => clearInterval(check));
  }

  return {
    /** Answers what needs no protocol; true when the request is to be served, its body read and its caller known. */
    async admit(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
      const path = (request.url ?? "/").split("?", 1)[0] as string;
      if (path === "/mcp") return admission(request, response);
      if (!isMetadata(path)) answer(response, 404, { code: "not-found" });
      else {
        // Clients in a browser read it before they have a token.
        response.setHeader("Access-Control-Allow-Origin", "*");
        answer(response, 200, metadataOf(options.publicUrl));
      }
      return false;
    },
    /** Serves an admitted request. */
    async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const { auth, body } = request as Admitted;
      if ((body as { method?: unknown } | undefined)?.method !== "subscriptions/listen")
        return calls(request, response, body);
      endWithToken(auth.token, response);
      await stream(request, response, auth.extra?.access as Access);
    },
    /** Ends all streams, each with its last message; calls in flight go on. */
    async closeStreams(): Promise<void> {
      await Promise.all([...streams.values()].map(({ handler }) => handler.close()));
    },
  };
}
