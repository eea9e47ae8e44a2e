import type { RunningSystem } from "../../tools/local/system.ts";
import { newPerson, type Person } from "../support/client.ts";
import { summarize, timeEach } from "./measure.ts";

/** New tasks that a token may create in a turn; more would become plans. */
const perToken = 20;
const tokens = 10;

/** `tools/call` against the same requests of a person to the api: creating a task, and a list of 200 tasks. */
export async function benchMcp(system: RunningSystem) {
  const person = await newPerson(system.url);
  const made: string[] = [];
  for (let n = 0; n < tokens; n += 1) made.push(await tokenOf(person));
  const title = (n: number) => ({ title: `Task ${n}` });
  const overApi = (method: string, path: string, body?: object) => async () => {
    const { status } = await person.call(method, path, { body });
    if (status >= 300) throw new Error(`${method} ${path}: ${status}`);
  };
  const create = {
    api: await timed(tokens * perToken, (n) => overApi("POST", "/v1/tasks", title(n))()),
    mcp: await timed(tokens * perToken, (n) =>
      callTool(system.url, made[Math.floor(n / perToken)] as string, "create_task", title(n)),
    ),
  };
  const list = {
    api: await timed(200, () => overApi("GET", "/v1/tasks?status=open&limit=200&count=true")()),
    mcp: await timed(200, () =>
      callTool(system.url, made[0] as string, "list_tasks", { view: "all", limit: 200 }),
    ),
  };
  return { ...figuresOf("create", create), ...figuresOf("list of 200", list) };
}

const timed = async (count: number, work: (n: number) => Promise<void>) => {
  for (let n = 0; n < 3; n += 1) await work(count - 1 - n).catch(() => undefined);
  return summarize(await timeEach(count - 3, work));
};

type Figures = Awaited<ReturnType<typeof timed>>;

function figuresOf(what: string, { api, mcp }: { api: Figures; mcp: Figures }) {
  const ratio = (key: "p50" | "p99") => Number((mcp[key] / api[key]).toFixed(2));
  return {
    [`mcp ${what} p50 ms`]: mcp.p50,
    [`mcp ${what} p99 ms`]: mcp.p99,
    [`mcp ${what} p50 to /v1`]: ratio("p50"),
    [`mcp ${what} p99 to /v1`]: ratio("p99"),
  };
}

async function tokenOf(person: Person): Promise<string> {
  const body = { name: "Bench", scopes: ["tasks:read", "tasks:add"], expires_in_days: 1 };
  return (await person.call("POST", "/v1/tokens", { body })).body.token;
}

/** A call of the newest revision, as one request; throws unless it did its work. */
async function callTool(url: string, token: string, name: string, args: object): Promise<void> {
  const version = "2026-07-28";
  const prefix = "io.modelcontextprotocol";
  const response = await fetch(`${url}/mcp`, {
    method: "POST",
    headers: {
      ...{ authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...{ accept: "application/json, text/event-stream", "mcp-protocol-version": version },
      ...{ "mcp-method": "tools/call", "mcp-name": name },
    },
    body: JSON.stringify({
      ...{ jsonrpc: "2.0", id: 1, method: "tools/call" },
      params: {
        ...{ name, arguments: args },
        _meta: {
          [`${prefix}/protocolVersion`]: version,
          [`${prefix}/clientInfo`]: { name: "bench", version: "1" },
          [`${prefix}/clientCapabilities`]: {},
        },
      },
    }),
  });
  const { result } = (await response.json()) as {
    result?: { isError?: boolean; structuredContent: Record<string, unknown> };
  };
  if (!result || result.isError || result.structuredContent.confirmation_required)
    throw new Error(`${name}: ${response.status} ${JSON.stringify(result)}`);
}
