import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import sirv from "sirv";
import headers from "../headers.json" with { type: "json" };

/** A name that holds its content's hash never changes its content; anything else is asked for again each time. */
export const cacheControl = (path: string) =>
  /^\/assets\/.*[-.][\w-]{8,}\.\w+$/.test(path) ? "public, max-age=31536000, immutable" : "no-cache";

/**
 * The client's files from a directory, with the headers that any host of theirs must send; a path of the client's own
 * gets index.html, and `.br` and `.gz` beside a file are its compressed forms. `dev` reads the directory at each request.
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
    // sirv throws at a range that ends before it starts, and anyone may answer a range with the whole.
    delete request.headers.range;
    // It leaves a file's errors unheard, and a file open whose reader went away.
    response.once("pipe", (file: Readable) => {
      file.once("error", () => response.destroy());
      response.once("close", () => file.destroy());
    });
    serve(request, response, missing);
  };
}
