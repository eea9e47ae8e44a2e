import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import { functionOf, gateway } from "../../../../tools/local/gateway.ts";
import { cacheControl } from "../../../../web/server/files.ts";
import { freePort } from "../../../support/world.ts";

test("paths go to the function that answers them", () => {
  const paths: [string, string | undefined][] = [
    ["/v1/sync", "sync"],
    ["/v1/sync/other", "api"],
    ["/v1/tasks/7", "api"],
    ["/mcp", "mcp"],
    ["/mcp/other", undefined],
    ["/.well-known/oauth-protected-resource", "mcp"],
    ["/.well-known/oauth-protected-resource/mcp", "mcp"],
    ["/.well-known/oauth-authorization-server", "api"],
    ["/openapi.json", "api"],
    ["/reference/", "api"],
    ["/readyz", "api"],
    ["/", undefined],
    ["/v10", undefined],
    ["/healthzz", undefined],
    ["/referenced.css", undefined],
    ["/api-reference/start.js", undefined],
  ];
  for (const [path, expected] of paths) assert.equal(functionOf(path), expected, path);
});

test("a path that climbs is what it climbs to", async (t) => {
  const { url, api } = await start(t);
  const server = http.createServer((_request, response) => response.end("function"));
  await new Promise<void>((resolve) => server.listen(api, "127.0.0.1", resolve));
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  const { hostname, port } = new URL(url);
  const body = await new Promise((resolve, reject) =>
    http
      .get({ hostname, port, path: "/v1/../dapr/subscribe", agent: false }, (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve(text));
      })
      .on("error", reject),
  );
  assert.equal(body, "<h1>");
});

test("only names that hold a hash are kept for ever", () => {
  for (const path of ["/assets/app-DEADBEEF.js", "/assets/font.a1b2c3d4.woff2"])
    assert.match(cacheControl(path), /immutable/, path);
  for (const path of ["/", "/index.html", "/sw.js", "/assets/app.js", "/app-DEADBEEF.js"])
    assert.equal(cacheControl(path), "no-cache", path);
});

test("the client's files, with index.html for its own paths", async (t) => {
  const { url } = await start(t);
  assert.equal(await (await fetch(`${url}/today`)).text(), "<h1>");
  const missing = await fetch(`${url}/assets/gone.js`);
  assert.equal(missing.status, 404);
  assert.equal(missing.headers.get("content-type"), "application/problem+json");
});

test("a function that is down is 503 with Retry-After, and works again when it is back", async (t) => {
  const { url, api } = await start(t);
  const down = await fetch(`${url}/v1/tasks`, { method: "POST", body: "{}" });
  assert.equal(down.status, 503);
  assert.equal(down.headers.get("retry-after"), "1");
  assert.equal(((await down.json()) as { code: string }).code, "unavailable");
  const server = http.createServer((request, response) => response.end(request.url));
  await new Promise<void>((resolve) => server.listen(api, "127.0.0.1", resolve));
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  assert.equal(await (await fetch(`${url}/v1/tasks?limit=1`)).text(), "/v1/tasks?limit=1");
});

test("sockets reach sync, or are refused while it is down", async (t) => {
  const { url, sync } = await start(t);
  const address = `${url.replace("http", "ws")}/v1/sync?since=1`;
  await assert.rejects(opened(new WebSocket(address)), /503/);
  const server = new WebSocketServer({ port: sync, host: "127.0.0.1" });
  t.after(() => server.close());
  server.on("connection", (socket) => socket.on("message", (text) => socket.send(`received ${text}`)));
  const socket = await opened(new WebSocket(address));
  const answer = new Promise((resolve) => socket.once("message", (text) => resolve(String(text))));
  socket.send("hello");
  assert.equal(await answer, "received hello");
  socket.terminate();
});

test("a range that ends before it starts, and a path that is none, end nothing", async (t) => {
  const { url } = await start(t);
  const { hostname: host, port } = new URL(url);
  const ranged = await fetch(`${url}/index.html`, { headers: { range: "bytes=3-1" } });
  assert.equal(await ranged.text(), "<h1>");
  const answer = await spoken(Number(port), host, "GET http://%/../../../v1/x HTTP/1.1\r\nHost: a\r\n");
  assert.match(answer, /^HTTP\/1.1 (400|503) /);
  assert.equal((await fetch(url)).status, 200);
});

test("an answer that breaks off in its midst breaks off for the caller too", async (t) => {
  const { url, api } = await start(t);
  const half =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n";
  const server = net.createServer((socket) => socket.once("data", () => socket.end(half)));
  await new Promise<void>((resolve) => server.listen(api, "127.0.0.1", resolve));
  t.after(() => server.close());
  const response = await fetch(`${url}/v1/export`, { signal: AbortSignal.timeout(10_000) });
  await assert.rejects(response.text(), /terminated/);
});

/** A server's raw answer to a raw request. */
function spoken(port: number, host: string, head: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = net.connect(port, host, () => socket.write(`${head}Connection: close\r\n\r\n`));
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", () => resolve(text));
    socket.on("error", reject);
  });
}

function opened(socket: WebSocket): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(socket));
    socket.once("error", reject);
  });
}

/** A gateway over a directory with an index.html; nothing listens on the functions' ports yet. */
async function start(t: TestContext): Promise<{ url: string; api: number; sync: number }> {
  const web = mkdtempSync(join(tmpdir(), "gateway-"));
  writeFileSync(join(web, "index.html"), "<h1>");
  const ports = { api: await freePort(), sync: await freePort(), mcp: await freePort() };
  const server = gateway({ ...ports, web });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
    rmSync(web, { recursive: true });
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...ports };
}
