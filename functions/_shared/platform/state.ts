import { isDeepStrictEqual } from "node:util";
import type { Config } from "./config.ts";

/** The Dapr component that keeps documents. */
export const stateName = "state";

/** A document with the mark of its present version. */
export interface Document<Value> {
  value: Value;
  etag: string;
}

/** Another process has created or changed the document. */
export class StateConflict extends Error {
  override name = "StateConflict";
}

/** Documents of the function in the state store. Each call rejects when the sidecar or the store cannot be reached. */
export interface State {
  read<Value>(key: string): Promise<Document<Value> | undefined>;
  /**
   * Writes a document that expires after so many seconds, and returns its etag. With an etag it replaces that version,
   * without one it creates the document. Rejects with `StateConflict` when that is not possible.
   */
  write(key: string, value: unknown, ttl: number, etag?: string): Promise<string>;
  /** Removes a document; does nothing when there is none. */
  remove(key: string): Promise<void>;
}

/** Milliseconds after which a call fails. */
const longestCall = 5000;

/** Opens the state store through the function's sidecar. */
export function openState(config: Pick<Config, "DAPR_HTTP_PORT" | "DAPR_API_TOKEN">): State {
  const base = `http://127.0.0.1:${config.DAPR_HTTP_PORT}/v1.0/state/${stateName}`;
  const headers = {
    "content-type": "application/json",
    ...(config.DAPR_API_TOKEN && { "dapr-api-token": config.DAPR_API_TOKEN }),
  };
  const call = (method: string, path = "", body?: unknown) =>
    fetch(base + path, {
      ...{ method, headers, signal: AbortSignal.timeout(longestCall) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const pathOf = (key: string) => `/${encodeURIComponent(key)}?consistency=strong`;

  async function read<Value>(key: string): Promise<Document<Value> | undefined> {
    const answer = await call("GET", pathOf(key));
    const text = await answer.text();
    if (answer.status === 204) return undefined;
    const etag = answer.headers.get("etag");
    if (!answer.ok || !etag) throw new Error(`Cannot read state: ${answer.status} ${text}`);
    return { value: JSON.parse(text), etag };
  }

  return {
    read,
    async write(key, value, ttl, etag) {
      const options = { concurrency: "first-write", consistency: "strong" };
      // The time to live has to be repeated: a write without it keeps the document for ever.
      const item = { key, value, options, metadata: { ttlInSeconds: String(ttl) }, ...(etag && { etag }) };
      const answer = await call("POST", "", [item]);
      const text = await answer.text();
      // PostgreSQL's component answers 500 when a document that is to be created exists.
      if (answer.status === 409 || text.includes("no item was updated")) throw new StateConflict(text);
      if (!answer.ok) throw new Error(`Cannot write state: ${answer.status} ${text}`);
      // A write does not tell the new etag. What is read is ours, unless another process has written since.
      const written = await read(key);
      // The sidecar sorts the members of objects.
      const wanted = JSON.parse(JSON.stringify(value));
      if (!written || !isDeepStrictEqual(written.value, wanted)) throw new StateConflict(key);
      return written.etag;
    },
    async remove(key) {
      const answer = await call("DELETE", pathOf(key));
      if (!answer.ok) throw new Error(`Cannot remove state: ${answer.status} ${await answer.text()}`);
    },
  };
}
