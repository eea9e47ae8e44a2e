import * as z from "zod";
import {
  OAuthError,
  Registered,
  Registration,
  Revocation,
  Tokens,
} from "../../_shared/contract/api/access.ts";
import { Refusal } from "../../_shared/domain/refusal.ts";
import { addClient } from "../../_shared/store/access/clients.ts";
import { endConnection } from "../../_shared/store/access/connections.ts";
import { revokeRefreshToken } from "../../_shared/store/access/exchange.ts";
import { AuthorizeQuery, authorize, pageOf, serverMetadata } from "../access/authorize.ts";
import { isRedirectUri } from "../access/redirects.ts";
import { exchange, form, TokenRequest } from "../access/tokens.ts";
import type { ApiDeps } from "../deps.ts";
import { route } from "../route.ts";

const tag = "OAuth";
/** Clients that run in a browser call these routes from their own origin; none of them uses a cookie. */
const headers = { "Access-Control-Allow-Origin": "*" };
const formType = "application/x-www-form-urlencoded";

const metadata = route({
  method: "GET",
  path: "/.well-known/oauth-authorization-server",
  tag,
  summary: "The authorization server's metadata (RFC 8414)",
  open: true,
  responses: { 200: z.record(z.string(), z.unknown()) },
  handle: async ({ deps }) => ({ status: 200, body: serverMetadata(deps.config.PUBLIC_URL), headers }),
});

const begin = route({
  method: "GET",
  path: "/oauth/authorize",
  tag,
  summary: "Ask a person for access to their tasks: code and PKCE",
  open: true,
  query: AuthorizeQuery,
  responses: { 302: null },
  async handle({ deps, query, ip }) {
    const limit = await reached(deps.limits.authorize(ip));
    const Location = limit ? pageOf(deps, { error: "too-many" }) : await authorize(deps, query);
    return { status: 302, headers: { Location } };
  },
});

const token = route({
  method: "POST",
  path: "/oauth/token",
  tag,
  summary: "Exchange a code or a refresh token for tokens",
  open: true,
  files: [formType],
  body: z.preprocess(form, TokenRequest),
  responses: { 200: Tokens, 400: OAuthError, 429: OAuthError },
  async handle({ deps, body, ip }) {
    const limit = await reached(deps.limits.exchange(ip));
    if (limit) return limit;
    const answer = await exchange(deps, body);
    if (!("error" in answer)) return { status: 200, body: answer.tokens, headers };
    const { retryAfter, ...error } = answer;
    return retryAfter === undefined ? { status: 400, body: error, headers } : later(error, retryAfter);
  },
});

const revoke = route({
  method: "POST",
  path: "/oauth/revoke",
  tag,
  summary: "End a connection by its refresh token or access token (RFC 7009)",
  open: true,
  files: [formType],
  body: z.preprocess(form, Revocation.partial().catch({})),
  responses: { 200: z.object({}), 400: OAuthError, 429: OAuthError },
  async handle({ deps, body, ip }) {
    const limit = await reached(deps.limits.exchange(ip));
    if (limit) return limit;
    const { token, client_id } = body;
    if (!token || !client_id) return refused("invalid_request", "token and client_id are needed.");
    if (!(await revokeRefreshToken(deps.db, token, client_id)))
      await revokeAccessToken(deps, token, client_id);
    return { status: 200, body: {}, headers };
  },
});

const register = route({
  method: "POST",
  path: "/oauth/register",
  tag,
  summary: "Register a client (RFC 7591), for those without a metadata document",
  open: true,
  body: Registration.partial().catch({}),
  responses: { 201: Registered, 400: OAuthError, 429: OAuthError },
  async handle({ deps, body, ip }) {
    const limit = await reached(deps.limits.registerClient(ip));
    if (limit) return limit;
    const { success, data } = Registration.safeParse(body);
    if (!success)
      return refused(
        "invalid_client_metadata",
        "Send redirect_uris, and a client_name of up to 100 characters.",
      );
    const { client_name = "MCP client", redirect_uris } = data;
    if (!redirect_uris.every(isRedirectUri))
      return refused(
        "invalid_redirect_uri",
        "Redirect addresses are https, http on localhost, or the scheme of an app.",
      );
    const client_id = deps.newId();
    await addClient(deps.db, { id: client_id, name: client_name, redirect_uris }, deps.now());
    return {
      status: 201,
      headers,
      body: {
        ...{ client_id, client_name, redirect_uris },
        client_id_issued_at: Math.floor(deps.now().getTime() / 1000),
        token_endpoint_auth_method: "none" as const,
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
    };
  },
});

/** The question of a browser whether a page of another origin may call the route. */
const preflight = (path: string) =>
  route({
    method: "OPTIONS",
    path,
    tag,
    summary: "Whether a client in a browser may call this",
    open: true,
    responses: { 204: null },
    handle: async () => ({
      status: 204,
      headers: {
        ...headers,
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Content-Type, MCP-Protocol-Version",
        "Access-Control-Max-Age": "86400",
      },
    }),
  });

const called = [metadata, token, revoke, register];
export const oauthRoutes = [begin, ...called, ...called.map(({ path }) => preflight(path))];

const refused = (error: string, error_description: string) => ({
  status: 400 as const,
  body: { error, error_description },
  headers,
});

const later = (body: { error: string; error_description: string }, seconds: number) => ({
  status: 429 as const,
  body,
  headers: { ...headers, "Retry-After": String(seconds) },
});

/** The refusal by a limit, in the form of OAuth. */
async function reached(limit: Promise<void>): Promise<ReturnType<typeof later> | undefined> {
  try {
    await limit;
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { detail = "Try again later.", facts } = error;
    return later({ error: "temporarily_unavailable", error_description: detail }, facts.retryAfter ?? 60);
  }
}

/** Ends the connection of an access token of this client; another token is none of its business. */
async function revokeAccessToken(deps: ApiDeps, token: string, clientId: string): Promise<void> {
  const found = await deps.access(token).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined;
    throw error;
  });
  if (found?.clientId === clientId) await endConnection(deps.db, found.userId, found.tokenId);
}
