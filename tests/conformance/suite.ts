import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { InMemoryServerEventBus } from "@modelcontextprotocol/server";
import { problem } from "../../functions/_shared/contract/problems.ts";
import { scopes } from "../../functions/_shared/domain/scopes.ts";
import { openEntry } from "../../functions/mcp/entry.ts";
import { fixtureServer } from "./fixtures.ts";

const repository = join(import.meta.dirname, "..", "..");
const suite = join(repository, "node_modules", "@modelcontextprotocol", "conformance", "dist", "index.js");

/** The official conformance suite, run with these arguments. */
export function conformance(args: string[]) {
  const child = spawn(
    process.execPath,
    ["--import", join(import.meta.dirname, "old-node.mjs"), suite, ...args],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  // Not of a test file: their runner would take the suite's output for results of tests.
  return {
    child,
    output: Promise.all([text(child.stdout), text(child.stderr)]).then((both) => both.join("")),
  };
}

/** Names of the scored scenarios of a revision, by how they ended. */
export interface Scores {
  passed: string[];
  failed: string[];
}

/**
 * Runs the scenarios that a revision asks of a server, each for `timeout` milliseconds at most; what is not scored, such
 * as extensions, is left out.
 */
export async function scoresOf(url: string, revision: string, timeout: number): Promise<Scores> {
  const asked = ["server", "--url", `${url}/mcp`, "--requirements", revision, "--timeout", String(timeout)];
  const output = await conformance(asked).output;
  const summary = output.split("=== SUMMARY ===")[1];
  if (!summary) throw new Error(`The suite did not run: ${output}`);
  const names = (pattern: RegExp) => [...summary.matchAll(pattern)].map(([, name]) => name as string);
  const unscored = new Set(names(/^\s+[✓✗] ([\w-]+) \([\w-]+\)/gm));
  const scored = (pattern: RegExp) => names(pattern).filter((name) => !unscored.has(name));
  return { passed: scored(/^✓ ([\w-]+):/gm), failed: scored(/^✗ ([\w-]+):/gm) };
}

/**
 * The product's own gate, handler and transport, with the tools, resources and prompts that the suite asks for by name
 * in place of the product's.
 */
export async function startFixtures(): Promise<{ url: string; stop(): void }> {
  const token = "conformance";
  const bus = new InMemoryServerEventBus();
  const server = http.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const entry = openEntry({
    publicUrl: url,
    async access(given) {
      if (given !== token) throw problem("unauthenticated");
      const expiresAt = Math.floor(Date.now() / 1000) + 900;
      return { userId: "u", tokenId: "t", clientId: "c", clientName: "", scopes: [...scopes], expiresAt };
    },
    rateFactor: 1000,
    serverFor: () => fixtureServer(bus),
    busOf: () => bus,
  });
  server.on("request", async (request, response) => {
    // The suite cannot send a token.
    request.headers.authorization ??= `Bearer ${token}`;
    if (await entry.admit(request, response)) await entry.serve(request, response);
  });
  return {
    url,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
