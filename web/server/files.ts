import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import sirv from "sirv";
import headers from "../headers.json" with { type: "json" };

/** A file whose name contains the hash of its content never changes; any other file is revalidated each time. */
export const cacheControl = (path: string) =>
  /^\/assets\/.*[-.][\w-]{8,}\.\w+$/.test(path) ? "public, max-age=31536000, immutable" : "no-cache";

/**
 * Serves the client's files from a directory, with the headers that every host of them must send. A path of the client
 * gets index.html; `.br` and `.gz` beside a file are its compressed forms. `dev` reads the directory at each request.
 */
export function clientFiles(directory: string, { dev = false } = {}) {
  const serve = sirv(directory, {
    dev,
    etag: true,
    single: true,
    brotli: true,
    gzip: true,
    setHeaders(response, path) {
      response.setHeader("Cache-Control", cacheControl(path));
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    },
  });
  return (request: IncomingMessage, response: ServerResponse, missing: () => void) => {
    // sirv throws for a range that ends before it starts; answering a range with the whole file is allowed.
    delete request.headers.range;
    // sirv does not handle a file's errors, and leaves the file open when its reader disconnects.
    response.once("pipe", (file: Readable) => {
      file.once("error", () => response.destroy());
      response.once("close", () => file.destroy());
    });
    serve(request, response, missing);
  };
}
