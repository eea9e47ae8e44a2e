import { gateway } from "./gateway.ts";

// The gateway is a process of its own, so that a busy starter (a test, a benchmark) does not slow it.
const { PORT, HOST = "127.0.0.1", API_PORT, SYNC_PORT, MCP_PORT, WEB = "" } = process.env;
const server = gateway({ api: Number(API_PORT), sync: Number(SYNC_PORT), mcp: Number(MCP_PORT), web: WEB });
server.listen(Number(PORT), HOST);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit());
