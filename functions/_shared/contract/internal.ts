import type { Actor } from "./envelope.ts";
import { Origin } from "./origin.ts";

/**
 * How `mcp` and `chat` call `api` for a person: by Dapr service invocation, with these headers. The api believes them
 * only with its app token and the caller that its own sidecar names.
 */
export const userHeader = "taskwake-user";
export const originHeader = "taskwake-origin";
/** Set by the sidecar of the called function; a caller cannot set it. */
export const callerHeader = "dapr-caller-app-id";

/** The functions that may call, and the actor of their changes. */
export const callers = { mcp: "mcp", chat: "assistant" } as const satisfies Record<string, Actor>;
export type Caller = keyof typeof callers;

/** The headers of a call for a person. */
export const callHeaders = (userId: string, origin: Origin): Record<string, string> => ({
  [userHeader]: userId,
  [originHeader]: Buffer.from(JSON.stringify(origin)).toString("base64url"),
});

/** The origin in a header; undefined when it is missing or not valid. */
export function readOrigin(header: unknown): Origin | undefined {
  try {
    return Origin.parse(JSON.parse(Buffer.from(String(header), "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
}
