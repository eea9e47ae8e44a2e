import type * as api from "../../../functions/_shared/contract/api/access.ts";
import type { List } from "../../../functions/_shared/contract/api/parts.ts";
import { session } from "./session.ts";

export type { AccessRequest, Connection, MadeToken } from "../../../functions/_shared/contract/api/access.ts";

/** The programs that may work with the tasks. Throws like `session.request`. */
export async function connections(): Promise<api.Connection[]> {
  return ((await session.request("/v1/connections")).body as List<api.Connection>).results;
}

/** Ends the access of a program. */
export async function endConnection(id: string): Promise<void> {
  await session.request(`/v1/connections/${id}`, { method: "DELETE" });
}

/** Makes a personal token; the answer alone contains it. */
export async function makeToken(body: api.NewToken): Promise<api.MadeToken> {
  return (await session.request("/v1/tokens", { method: "POST", body })).body as api.MadeToken;
}

/** A program's request for access. */
export async function accessRequest(id: string): Promise<api.AccessRequest> {
  return (await session.request(`/v1/connections/requests/${encodeURIComponent(id)}`))
    .body as api.AccessRequest;
}

/** Answers a request; resolves with the address to go on to. */
export async function decideRequest(id: string, body: api.Decision): Promise<string> {
  const answer = await session.request(`/v1/connections/requests/${encodeURIComponent(id)}`, {
    method: "POST",
    body,
  });
  return (answer.body as api.Redirect).redirect_to;
}
