import { timingSafeEqual } from "node:crypto";
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { callerHeader } from "../contract/internal.ts";
import { readBody } from "./body.ts";
import { log, messageOf } from "./log.ts";
import { tracedDelivery, tracedRequest } from "./tracing/incoming.ts";

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => unknown;

/** What a process serves in addition to its health: Dapr's routes, which need the token, and optionally public ones. */
export interface HostOptions {
  name: string;
  port: number;
  /** Address to listen on. (Default: all) */
  address?: string | undefined;
  /** Token that the sidecar must send to its routes; undefined: none is required. */
  token: string | undefined;
  /** Answer to `GET /dapr/subscribe`. */
  subscriptions: unknown[];
  /** Path → handler, only for the sidecar. A path that ends in `/` includes all paths below it. */
  dapr: Record<string, Handler>;
  /** Everything else. (Default: 404.) */
  open?: Handler;
  upgrade?: (request: http.IncomingMessage, socket: import("node:stream").Duplex, head: Buffer) => void;
  /** Whether its sidecar still runs. */
  sidecarStays: () => Promise<boolean>;
  /** Runs when draining begins, to close long-lived connections. */
  onDrain?: () => void;
  /** Runs after the last request was answered. */
  onStop: () => Promise<void>;
}

/** A connection whose headers are not whole within these milliseconds ends: it costs a place and sends nothing. */
export const headerPatience = { headersTimeout: 20_000, connectionsCheckingInterval: 2000 };
/** Largest accepted body, in bytes: Dapr's own limit. */
const bodyLimit = 4 * 1024 * 1024;

/**
 * Listens on the function's port and dispatches requests. The framework's own server would stop at once on a signal and
 * abort its requests. On SIGTERM, which all containers of a pod receive together, this one stops after its sidecar has
 * stopped: the sidecar reads no new events but still retries failed ones, and an event that finds no function for all
 * its retries would become a dead letter. On SIGINT it refuses events, finishes its requests and stops without waiting
 * for the sidecar. The sender of the signal limits the time by SIGKILL.
 */
export function host(options: HostOptions): http.Server {
  let draining = false;
  let refusing = false;
  let active = 0;

  const server = http.createServer(headerPatience, async (request, response) => {
    active += 1;
    response.once("close", () => {
      active -= 1;
    });
    try {
      await route(request, response);
    } catch (error) {
      log("error", "request failed", {
        function: options.name,
        path: pathOf(request),
        error: messageOf(error),
      });
      if (!response.headersSent) answer(response, 500, { code: "internal" });
    }
  });
  server.on("upgrade", (request, socket, head) => {
    // Node removes its listener from an upgraded socket: a reset by the client would end the process.
    socket.on("error", () => socket.destroy());
    if (options.upgrade) options.upgrade(request, socket, head);
    else socket.destroy();
  });
  // Longer than any load balancer keeps an idle connection, so that the balancer closes first.
  server.keepAliveTimeout = 75_000;

  async function route(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const path = pathOf(request);
    // While draining the sidecar still needs a healthy answer: its own calls fail once its app is unhealthy.
    if (path === "/healthz") return answer(response, 200, { status: draining ? "draining" : "ok" });
    if (path === "/dapr/subscribe") return answer(response, 200, options.subscriptions);
    const handler = match(options.dapr, path);
    // The sidecar takes 404 as done; an event without a handler must be retried, and be seen.
    if (!handler && /^\/(events|job)\//.test(path)) return answer(response, 501, { code: "no-handler" });
    if (!handler) {
      if (draining) response.setHeader("Connection", "close");
      const open = options.open ?? notFound;
      const isOwn = options.token !== undefined && hasToken(request, options.token);
      await tracedRequest(request, response, isOwn, async () => open(request, response));
      return;
    }
    if (!isTrusted(request, options.token)) return answer(response, 401, { code: "unauthenticated" });
    // Another function's call also has the token, but events and jobs come only from the own sidecar.
    if (request.headers[callerHeader] !== undefined) return answer(response, 403, { code: "forbidden" });
    // After 503 the sidecar retries, with another replica or the successor of this one.
    if (refusing) return answer(response, 503, { code: "draining" });
    await readBody(request, bodyLimit);
    await tracedDelivery(path, request, async () => handler(request, response));
  }

  const isBusy = async () => active > 0 || (!refusing && (await options.sidecarStays()));

  async function drain(signal: NodeJS.Signals): Promise<void> {
    refusing ||= signal === "SIGINT";
    if (draining) return;
    draining = true;
    options.onDrain?.();
    while (await isBusy()) await sleep(50);
    server.close();
    server.closeAllConnections();
    await options.onStop().finally(() => process.exit(0));
  }
  process.on("SIGTERM", drain);
  process.on("SIGINT", drain);
  // An unhandled rejection must not abort the requests in flight.
  process.on("unhandledRejection", (error) =>
    log("error", "unhandled rejection", { function: options.name, error: messageOf(error) }),
  );

  return server.listen({ port: options.port, host: options.address }, () =>
    log("info", "listening", { function: options.name, port: options.port }),
  );
}

/** Answers with JSON. */
export function answer(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}

const notFound: Handler = (_request, response) => answer(response, 404, { code: "not-found" });

const pathOf = (request: http.IncomingMessage): string => (request.url ?? "/").split("?", 1)[0] as string;

function match(routes: Record<string, Handler>, path: string): Handler | undefined {
  return (
    routes[path] ?? Object.entries(routes).find(([key]) => key.endsWith("/") && path.startsWith(key))?.[1]
  );
}

function isTrusted(request: http.IncomingMessage, token: string | undefined): boolean {
  return token === undefined || hasToken(request, token);
}

/** Whether the request has the app token, which only the function's own sidecar sends. */
export function hasToken(request: http.IncomingMessage, token: string): boolean {
  const given = Buffer.from(String(request.headers["dapr-api-token"] ?? ""));
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
