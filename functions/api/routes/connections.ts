import * as z from "zod";
import {
  AccessRequest,
  Connection,
  Decision,
  MadeToken,
  NewToken,
  Redirect,
} from "../../_shared/contract/api/access.ts";
import { list } from "../../_shared/contract/api/parts.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { Uuid } from "../../_shared/contract/uuid.ts";
import { limits } from "../../_shared/domain/limits.ts";
import { scopesAmong } from "../../_shared/domain/scopes.ts";
import { tokenPrefix } from "../../_shared/platform/access.ts";
import {
  addConnection,
  type ConnectionRow,
  endConnection,
  hashOf,
  listConnections,
  newSecret,
} from "../../_shared/store/access/connections.ts";
import { addCode } from "../../_shared/store/access/exchange.ts";
import { findRequest, takeRequest } from "../../_shared/store/access/requests.ts";
import type { Queryable } from "../../_shared/store/database.ts";
import { isDocumentUrl } from "../access/metadata-document.ts";
import { describeRedirect, withParameters } from "../access/redirects.ts";
import { route } from "../route.ts";

const tag = "Connections";
const params = z.object({ id: Uuid });
const day = 24 * 60 * 60_000;

const all = route({
  method: "GET",
  path: "/v1/connections",
  tag,
  summary: "Programs that may work with your tasks, newest first",
  responses: { 200: list(Connection) },
  handle: async ({ deps, userId }) => ({
    status: 200,
    body: { results: (await listConnections(deps.db, userId)).map(view) },
  }),
});

const end = route({
  method: "DELETE",
  path: "/v1/connections/{id}",
  tag,
  summary: "End a program's access; its tokens are refused from now on",
  params,
  responses: { 204: null },
  async handle({ deps, userId, params: { id } }) {
    if (!(await endConnection(deps.db, userId, id))) throw problem("not-found");
    return { status: 204 };
  },
});

const make = route({
  method: "POST",
  path: "/v1/tokens",
  tag,
  summary: "Create a personal token for the MCP server; it is shown once",
  body: NewToken,
  responses: { 201: MadeToken },
  async handle({ deps, userId, body }) {
    const token = newSecret(tokenPrefix);
    const created_at = deps.now();
    const days = body.expires_in_days;
    const row = {
      ...{ id: deps.newId(), user_id: userId, kind: "token" as const, client_id: "" },
      ...{ name: body.name, scopes: scopesAmong(body.scopes), created_at, used_at: null },
      expires_at: days === null ? null : new Date(created_at.getTime() + days * day),
    };
    await deps.db.transaction((tx) => add(tx, { ...row, token_hash: hashOf(token) }));
    return { status: 201, body: { ...view(row), token } };
  },
});

const request = route({
  method: "GET",
  path: "/v1/connections/requests/{id}",
  tag,
  summary: "A program's request for access, to be decided",
  params,
  responses: { 200: AccessRequest },
  async handle({ deps, params: { id } }) {
    const found = await findRequest(deps.db, id, deps.now());
    if (!found) throw problem("not-found", "This request was decided, or is too old.");
    const { client_id, client_name, scopes } = found;
    const client_host = isDocumentUrl(client_id) ? new URL(client_id).host : null;
    const where = describeRedirect(found.redirect_uri);
    return { status: 200, body: { id, client_name, client_host, scopes, ...where } };
  },
});

const decide = route({
  method: "POST",
  path: "/v1/connections/requests/{id}",
  tag,
  summary: "Allow or refuse a program's request, and get the address to redirect to",
  params,
  body: Decision,
  responses: { 200: Redirect },
  async handle({ deps, userId, params: { id }, body: { allow, scopes } }) {
    const now = deps.now();
    // In one transaction: a request that is refused by the limit can be decided again.
    return deps.db.transaction(async (tx) => {
      const found = await takeRequest(tx, id, now);
      if (!found) throw problem("not-found", "This request was decided, or is too old.");
      const { state, redirect_uri, challenge } = found;
      const granted = allow ? scopesAmong(scopes).filter((scope) => found.scopes.includes(scope)) : [];
      const back = (more: Record<string, string>) => ({
        status: 200 as const,
        body: { redirect_to: withParameters(redirect_uri, { ...more, state, iss: deps.config.PUBLIC_URL }) },
      });
      if (granted.length === 0) return back({ error: "access_denied" });
      const connection = deps.newId();
      await add(tx, {
        ...{ id: connection, user_id: userId, kind: "client" as const, client_id: found.client_id },
        ...{ name: found.client_name, scopes: granted, created_at: now, expires_at: null },
      });
      return back({ code: await addCode(tx, { id: connection, redirect_uri, challenge }, now) });
    });
  },
});

export const connectionRoutes = [all, end, make, request, decide];

async function add(tx: Queryable, row: Parameters<typeof addConnection>[1]): Promise<void> {
  if (!(await addConnection(tx, row, limits.connections)))
    throw problem("limit-reached", `At most ${limits.connections} programs are connected; end one first.`);
}

function view({ id, kind, name, scopes, created_at, used_at, expires_at }: ConnectionRow): Connection {
  return {
    ...{ id, kind, name, scopes: scopesAmong(scopes), created_at: created_at.toISOString() },
    used_at: used_at?.toISOString() ?? null,
    expires_at: expires_at?.toISOString() ?? null,
  };
}
