import type http from "node:http";
import { getTestServer } from "@google-cloud/functions-framework/testing";

/**
 * The listener of a function that is registered with the Functions Framework. The framework's own server ends at once
 * on SIGTERM; the entry it has for tests gives the same server without listening, which `host` does in its place.
 */
export function listenerOf(name: string): (request: http.IncomingMessage, response: object) => void {
  const server = getTestServer(name);
  return (request, response) => {
    server.emit("request", request, response);
  };
}
