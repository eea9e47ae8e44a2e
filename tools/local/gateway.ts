import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { createProxyServer } from "http-proxy-3";
import { apiPaths, mcpPaths } from "../../functions/_shared/contract/api-paths.ts";
import { problem } from "../../functions/_shared/contract/problems.ts";
import { headerPatience } from "../../functions/_shared/platform/host.ts";
import { refuse, replyToError } from "../../functions/_shared/platform/refused.ts";
import { clientFiles } from "../../web/server/files.ts";

/** The targets of the gateway: ports of functions on this machine. */
export interface GatewayOptions {
  api: number;
  sync: number;
  mcp: number;
  /** The built client. */
  web: string;
}

/** On one machine they go through the gateway; in a cluster each pod is probed directly. */
const probes = /^\/(healthz|readyz)$/;

/** The function that serves a path, as in the ingress; undefined: the client's files. */
export function functionOf(path: string): "api" | "sync" | "mcp" | undefined {
  if (path === "/v1/sync") return "sync";
  if (mcpPaths.test(path)) return "mcp";
  return apiPaths.test(path) || probes.test(path) ? "api" : undefined;
}

/** The single origin: the client's files, with the functions `api`, `sync` and `mcp` behind it. */
export function gateway({ web, ...ports }: GatewayOptions): http.Server {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const target = { api: at(ports.api), sync: at(ports.sync), mcp: at(ports.mcp) };
  const proxy = createProxyServer({ agent: new http.Agent({ keepAlive: true }), xfwd: true });
  // A device that disconnects resets its WebSocket: without a listener that would end the gateway.
  proxy.on("error", () => undefined);
  // A function that ends during an answer closes only its own side: the caller would wait for the rest for ever.
  proxy.on("proxyRes", (answer, _request, response) =>
    answer.once("close", () => answer.complete || response.destroy()),
  );
  // Read at each request, so that a later build of the client is served too.
  const files = clientFiles(web, { dev: true });
  const server = http.createServer(headerPatience, (request, response) => {
    try {
      pass(request, response);
    } catch {
      const refusal = problem("bad-request", "The path cannot be understood.");
      refuse(response, replyToError(refusal, request));
    }
  });
  function pass(request: IncomingMessage, response: ServerResponse): void {
    const name = functionOf(pathOf(request));
    if (name !== undefined)
      return void proxy.web(request, response, { target: target[name] }, () => down(request, response));
    files(request, response, () =>
      refuse(response, replyToError(problem("not-found", `${web} has no such file.`), request)),
    );
  }
  server.on("upgrade", (request, socket: Duplex, head) => {
    // Node removes its listener from an upgraded socket: a reset by the client would end the gateway.
    socket.on("error", () => socket.destroy());
    const name = functionOf(pathOf(request));
    if (name === undefined) return socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
    // WebSockets need a connection of their own: the shared agent would wait for it to become idle. The types know
    // neither `agent: false` nor that the socket of an upgrade is a `Socket`.
    proxy.ws(request, socket as never, head, { target: target[name], agent: false as never }, () =>
      socket.end("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"),
    );
  });
  server.keepAliveTimeout = 75_000;
  return server;
}

// The path as the functions will see it: `..` is resolved first.
function pathOf({ url = "/" }: IncomingMessage): string {
  try {
    return new URL(`http://any${url}`).pathname;
  } catch {
    return "/";
  }
}

/** The function ended or is being restarted. */
function down(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) return void response.destroy();
  const detail = "The function that answers this is not running; retry in a second.";
  refuse(response, replyToError(problem("unavailable", detail, { retryAfter: 1 }), request));
}
