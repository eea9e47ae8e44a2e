import http from "node:http";
import { join } from "node:path";
import { clientFiles } from "./files.ts";

/**
 * Serves the client's files where there is no static host: in a cluster, behind its ingress. On SIGTERM it finishes its
 * answers first.
 */
const { PORT = "8080" } = process.env;
const files = clientFiles(join(import.meta.dirname, "files"));
const server = http.createServer((request, response) => {
  if (request.url === "/healthz") return void response.end("ok");
  files(request, response, () =>
    response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found\n"),
  );
});
// Longer than any load balancer keeps an idle connection, so that the balancer closes first.
server.keepAliveTimeout = 75_000;
server.listen(Number(PORT));
process.once("SIGTERM", () => server.close(() => process.exit(0)));
