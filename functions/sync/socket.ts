import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Deps } from "../_shared/platform/deps.ts";
import { refusedUpgrade, replyToError } from "../_shared/platform/refused.ts";
import type { Identity } from "../_shared/platform/tokens.ts";
import { type Admitted, admit, timeUntil } from "./admit.ts";
import { closing, type Feeds, mostBuffered } from "./feeds.ts";

/** The subprotocol; a browser sends its token as another subprotocol, because it can set no header. */
const protocol = "taskwake.v1";
const tokenPrefix = "bearer.";
/** Milliseconds between pings; a device that does not answer one is disconnected. */
const pingInterval = 30_000;

/** Opens the WebSocket side of sync: `GET /v1/sync?since=N` with subprotocols `taskwake.v1` and `bearer.<token>`. */
export function openSocket(deps: Deps, verify: (token: string) => Promise<Identity>, feeds: Feeds) {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: 1024,
    handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
  });

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const offered = String(request.headers["sec-websocket-protocol"] ?? "").split(/,\s*/);
    const token = offered.find((each) => each.startsWith(tokenPrefix))?.slice(tokenPrefix.length);
    try {
      const admitted = await admit(deps, verify, request, token);
      server.handleUpgrade(request, socket, head, (ws) => connect(ws, admitted));
    } catch (error) {
      socket.end(refusedUpgrade(replyToError(error, request)), () => socket.destroy());
    }
  }

  function connect(ws: WebSocket, { since, expiresAt, ...device }: Admitted): void {
    const end = feeds.open(
      {
        ...device,
        send(message) {
          if (ws.bufferedAmount > mostBuffered) ws.terminate();
          else ws.send(JSON.stringify(message));
        },
        buffered: () => ws.bufferedAmount,
        close: () => leave(ws),
      },
      since,
    );
    const stop = keepAlive(ws);
    // 4401: reconnect with a fresh token.
    const expiry = setTimeout(() => ws.close(4401), timeUntil(expiresAt, deps.now()));
    ws.on("error", () => ws.terminate());
    ws.on("close", () => {
      end();
      stop();
      clearTimeout(expiry);
    });
  }

  return { upgrade };
}

function leave(ws: WebSocket): void {
  ws.close(1001);
  setTimeout(() => ws.terminate(), closing).unref();
}

function keepAlive(ws: WebSocket): () => void {
  let alive = true;
  ws.on("pong", () => {
    alive = true;
  });
  const timer = setInterval(() => {
    if (!alive) return ws.terminate();
    alive = false;
    ws.ping();
  }, pingInterval);
  return () => clearInterval(timer);
}
