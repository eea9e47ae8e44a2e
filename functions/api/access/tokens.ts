import { createHash } from "node:crypto";
import * as z from "zod";
import { type Scope, scopesAmong } from "../../_shared/domain/scopes.ts";
import { issueConnectionToken, mcpUrl } from "../../_shared/platform/access.ts";
import { accessTokenLife } from "../../_shared/platform/tokens.ts";
import { type Exchanged, exchangeCode, exchangeRefreshToken } from "../../_shared/store/access/exchange.ts";
import type { ApiDeps } from "../deps.ts";

/** The fields of a form, by which OAuth sends its requests; a repeated one counts once. */
export const form = (body: unknown): unknown =>
  Buffer.isBuffer(body) ? Object.fromEntries(new URLSearchParams(body.toString("utf8"))) : {};

// A field that is too long counts as missing: the refusal has the form of OAuth.
const text = z.string().max(2000).optional().catch(undefined);

/** A request of the token endpoint; other fields are ignored. */
export const TokenRequest = z.object({
  grant_type: text,
  client_id: text,
  code: text,
  redirect_uri: text,
  code_verifier: text,
  refresh_token: text,
  scope: text,
  resource: text,
});
type TokenRequest = z.infer<typeof TokenRequest>;

/** Tokens, or the error of RFC 6749. */
export type TokenAnswer =
  | { tokens: { access_token: string; refresh_token: string; scope: string } & typeof bearer }
  | { error: string; error_description: string; retryAfter?: number };

const bearer = { token_type: "Bearer" as const, expires_in: accessTokenLife };

/** Answers the token endpoint. */
export async function exchange(deps: ApiDeps, request: TokenRequest): Promise<TokenAnswer> {
  if (request.resource !== undefined && request.resource !== mcpUrl(deps.config))
    return failed("invalid_target", `The only resource is ${mcpUrl(deps.config)}.`);
  if (!request.client_id) return failed("invalid_request", "client_id is missing.");
  switch (request.grant_type) {
    case "authorization_code":
      return answer(deps, request, await byCode(deps, request, request.client_id));
    case "refresh_token":
      return answer(deps, request, await byRefreshToken(deps, request, request.client_id));
    default:
      return failed("unsupported_grant_type", "Use authorization_code or refresh_token.");
  }
}

const byCode = ({ db, now }: ApiDeps, request: TokenRequest, clientId: string) =>
  exchangeCode(
    db,
    {
      code: request.code ?? "",
      clientId,
      redirectUri: request.redirect_uri ?? "",
      challenge: createHash("sha256")
        .update(request.code_verifier ?? "")
        .digest("base64url"),
    },
    now(),
  );

const byRefreshToken = ({ db, now }: ApiDeps, request: TokenRequest, clientId: string) =>
  exchangeRefreshToken(db, { token: request.refresh_token ?? "", clientId }, now());

async function answer(
  deps: ApiDeps,
  { scope }: TokenRequest,
  exchanged: Exchanged | "too-many" | undefined,
): Promise<TokenAnswer> {
  if (exchanged === "too-many")
    return { ...failed("temporarily_unavailable", "This connection took too many tokens."), retryAfter: 60 };
  if (!exchanged)
    return failed("invalid_grant", "It is unknown, expired, used already, or of another client.");
  const { connection, refreshToken: refresh_token } = exchanged;
  const granted = narrowed(connection.scopes, scope);
  const access_token = await issueConnectionToken(deps.tokens, connection, granted, deps.now());
  return { tokens: { access_token, ...bearer, refresh_token, scope: granted.join(" ") } };
}

/** The scopes that a client asks for among those it has; all of them if it names none of these. */
function narrowed(granted: Scope[], scope: string | undefined): Scope[] {
  const some = scopesAmong((scope ?? "").split(" ")).filter((each) => granted.includes(each));
  return some.length > 0 ? some : granted;
}

const failed = (error: string, error_description: string) => ({ error, error_description });
