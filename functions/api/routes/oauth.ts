import * as z from "zod";
import { OAuthError, Registered, Registration, Tokens } from "../../_shared/contract/api/access.ts";
import { addClient } from "../../_shared/store/access/clients.ts";
import { revokeRefreshToken } from "../../_shared/store/access/exchange.ts";
import { AuthorizeQuery, authorize, serverMetadata } from "../access/authorize.ts";
import { isRedirectUri } from "../access/redirects.ts";
import { exchange, form, TokenRequest } from "../access/tokens.ts";
import { route } from "../route.ts";

const tag = "OAuth";
/** Clients that run in a browser call these routes from their own origin; none of them uses a cookie. */
const anywhere = { "Access-Control-Allow-Origin": "*" };
const formType = "application/x-www-form-urlencoded";

const metadata = route({
  method: "GET",
  path: "/.well-known/oauth-authorization-server",
  tag,
  summary: "The authorization server's metadata (RFC 8414)",
  open: true,
  responses: { 200: z.record(z.string(), z.unknown()) },
  handle: async ({ deps }) => ({
    status: 200,
    body: serverMetadata(deps.config.PUBLIC_URL),
    headers: anywhere,
  }),
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
    await deps.limits.authorize(ip);
    return { status: 302, headers: { Location: await authorize(deps, query) } };
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
  responses: { 200: Tokens, 400: OAuthError },
  async handle({ deps, body, ip }) {
    await deps.limits.exchange(ip);
    const answer = await exchange(deps, body);
    if ("error" in answer) return { status: 400, body: answer, headers: anywhere };
    return { status: 200, body: answer.tokens, headers: anywhere };
  },
});

const revoke = route({
  method: "POST",
  path: "/oauth/revoke",
  tag,
  summary: "End a connection by its refresh token (RFC 7009)",
  open: true,
  files: [formType],
  body: z.preprocess(form, z.object({ token: z.string().max(2000), client_id: z.string().max(500) })),
  responses: { 200: z.object({}) },
  async handle({ deps, body, ip }) {
    await deps.limits.exchange(ip);
    await revokeRefreshToken(deps.db, body.token, body.client_id);
    return { status: 200, body: {}, headers: anywhere };
  },
});

const register = route({
  method: "POST",
  path: "/oauth/register",
  tag,
  summary: "Register a client (RFC 7591), for those without a metadata document",
  open: true,
  body: Registration,
  responses: { 201: Registered, 400: OAuthError },
  async handle({ deps, body: { client_name: name = "MCP client", redirect_uris }, ip }) {
    await deps.limits.registerClient(ip);
    if (!redirect_uris.every(isRedirectUri)) {
      const error_description = "Redirect addresses are https, http on localhost, or the scheme of an app.";
      return { status: 400, body: { error: "invalid_redirect_uri", error_description }, headers: anywhere };
    }
    const client = { id: deps.newId(), name, redirect_uris };
    await addClient(deps.db, client, deps.now());
    return {
      status: 201,
      headers: anywhere,
      body: {
        client_id: client.id,
        client_id_issued_at: Math.floor(deps.now().getTime() / 1000),
        client_name: name,
        redirect_uris,
        token_endpoint_auth_method: "none" as const,
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
    };
  },
});

export const oauthRoutes = [metadata, begin, token, revoke, register];
