import * as z from "zod";
import { Changes } from "../../_shared/contract/api/tasks.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { changesSince } from "../../_shared/store/tasks/changes.ts";
import { route } from "../route.ts";

const changes = route({
  method: "GET",
  path: "/v1/changes",
  tag: "Sync",
  summary: "Tasks changed since a cursor, removed ones included; 0 for all",
  query: z.strictObject({
    since: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
    /** The `epoch` of the page before: a purge before the walk began does not break the walk. */
    epoch: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
    limit: z.coerce.number().int().min(1).max(1000).default(200),
  }),
  responses: {
    200: Changes,
  },
  async handle({ deps, userId, query: { since, limit, epoch } }) {
    const page = await changesSince(deps.db, userId, since, limit, epoch);
    if (!page) throw problem("cursor-expired");
    return { status: 200, body: page };
  },
});

export const changeRoutes = [changes];
