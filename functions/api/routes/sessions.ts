import * as z from "zod";
import { ListedSession } from "../../_shared/contract/api/account.ts";
import { list } from "../../_shared/contract/api/parts.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { Uuid } from "../../_shared/contract/uuid.ts";
import { endAllSessions, endSessionById, listSessions } from "../../_shared/store/accounts/sessions.ts";
import { ended } from "../auth/cookies.ts";
import { type Context, route } from "../route.ts";

const tag = "Account";

/** Who asks. */
export type Caller = Pick<Context<unknown, unknown, unknown>, "deps" | "userId" | "sessionId">;

const sessions = route({
  method: "GET",
  path: "/v1/sessions",
  tag,
  summary: "Your sessions, the one used last first",
  responses: { 200: list(ListedSession) },
  handle: async (context) => ({ status: 200, body: { results: await sessionsOf(context) } }),
});

const endOne = route({
  method: "DELETE",
  path: "/v1/sessions/{id}",
  tag,
  summary: "End one of your sessions at once, with the push notifications of its device",
  params: z.object({ id: Uuid }),
  responses: { 204: null },
  async handle({ deps, userId, sessionId, params: { id } }) {
    if (!(await endSessionById(deps.db, userId, id))) throw problem("not-found");
    return { status: 204, ...(id === sessionId && { headers: ended(deps) }) };
  },
});

const endSessions = route({
  method: "DELETE",
  path: "/v1/sessions",
  tag,
  summary: "End all your sessions, this one too, at once",
  responses: { 204: null },
  async handle({ deps, userId }) {
    await deps.db.transaction((tx) => endAllSessions(tx, userId));
    return { status: 204, headers: ended(deps) };
  },
});

/** The sessions of the caller as the API returns them. */
export async function sessionsOf({ deps, userId, sessionId }: Caller): Promise<ListedSession[]> {
  return (await listSessions(deps.db, userId)).map(({ id, device, begun_at, used_at }) => ({
    ...{ id, device, begun_at: begun_at.toISOString(), used_at: used_at.toISOString() },
    current: id === sessionId,
  }));
}

export const sessionRoutes = [sessions, endOne, endSessions];
