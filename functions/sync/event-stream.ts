import type { IncomingMessage, ServerResponse } from "node:http";
import type { SyncMessage } from "../_shared/contract/outward.ts";
import { problem } from "../_shared/contract/problems.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { refuse, replyToError } from "../_shared/platform/refused.ts";
import type { Identity } from "../_shared/platform/tokens.ts";
import { type Admitted, admit, timeUntil } from "./admit.ts";
import { closing, type Feeds, mostBuffered } from "./feeds.ts";

/** Opens the server-sent events side of sync: `GET /v1/sync` with a bearer token; `id:` is the sequence. */
export function openEventStream(deps: Deps, verify: (token: string) => Promise<Identity>, feeds: Feeds) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (!request.url?.startsWith("/v1/sync") || request.method !== "GET") throw problem("not-found");
      const token = /^bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
      stream(response, await admit(deps, verify, request, token));
    } catch (error) {
      refuse(response, replyToError(error, request));
    }
  };

  function stream(response: ServerResponse, { since, expiresAt, ...device }: Admitted): void {
    response.writeHead(200, {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store",
      // Buffering proxies would delay events.
      "X-Accel-Buffering": "no",
    });
    const write = (text: string) => {
      if (response.writableEnded) return;
      if (response.writableLength > mostBuffered) response.destroy();
      else response.write(text);
    };
    response.on("error", () => response.destroy());
    const end = feeds.open(
      {
        ...device,
        ...{ send: (message) => write(format(message)) },
        ...{ buffered: () => response.writableLength, close: () => leave(response) },
      },
      since,
    );
    const beat = setInterval(() => write(": beat\n\n"), 15_000);
    const expiry = setTimeout(() => response.end(), timeUntil(expiresAt, deps.now()));
    response.on("close", () => {
      end();
      clearInterval(beat);
      clearTimeout(expiry);
    });
  }
}

function leave(response: ServerResponse): void {
  response.end();
  setTimeout(() => response.destroy(), closing).unref();
}

function format(message: SyncMessage): string {
  const id = message.type === "change" ? `id: ${message.seq}\n` : "";
  return `${id}event: ${message.type}\ndata: ${JSON.stringify(message)}\n\n`;
}
