import type { ListedSession } from "../../../functions/_shared/contract/api/account.ts";
import type { List } from "../../../functions/_shared/contract/api/parts.ts";
import { session } from "./session.ts";

export type { ListedSession };

/** The person's sessions, the one used last first. Throws like `session.request`. */
export async function sessions(): Promise<ListedSession[]> {
  return ((await session.request("/v1/sessions")).body as List<ListedSession>).results;
}

/** Ends another session of the person. */
export async function endSession(id: string): Promise<void> {
  await session.request(`/v1/sessions/${id}`, { method: "DELETE" });
}
