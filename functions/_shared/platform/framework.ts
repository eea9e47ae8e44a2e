import type http from "node:http";
import { getTestServer } from "@google-cloud/functions-framework/testing";

/**
 * The listener of a function that is registered with the Functions Framework. The framework's own server stops at once
 * on SIGTERM; its entry for tests returns the same server without listening, so that `host` listens instead.
 */
export function listenerOf(name: string): (request: http.IncomingMessage, response: object) => void {
  const server = getTestServer(name);
  return (request, response) => {
    server.emit("request", request, response);
  };
}
