import type { Api, ApiRequest } from "./tool.ts";

/** Invokes an app by its sidecar. */
interface Sidecar {
  invoke(
    app: "api",
    request: { method: string; path: string; headers: Record<string, string>; body?: unknown },
  ): Promise<{ status: number; body: unknown; headers: Headers }>;
}

/**
 * The requests of an assistant to `api`, with the headers that say for whom and from where. `wait`: seconds that `api`
 * may wait for the result of a change. (Default: its own)
 */
export function apiOver(sidecar: Sidecar, person: Record<string, string>, wait?: number): Api {
  return async ({ method, path, query, body, version, key }) => {
    const headers = {
      ...person,
      ...(version !== undefined && { "if-match": `"${version}"` }),
      ...(key !== undefined && { "idempotency-key": key }),
      ...(wait !== undefined && method !== "GET" && { prefer: `wait=${wait}` }),
    };
    const answer = await sidecar.invoke("api", { method, path: path + queryOf(query), headers, body });
    const operationId = answer.headers.get("operation-id") ?? undefined;
    return { status: answer.status, body: answer.body, operationId };
  };
}

function queryOf(query: ApiRequest["query"] = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) params.append(name, String(each));
  return params.size > 0 ? `?${params}` : "";
}
