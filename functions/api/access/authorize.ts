import * as z from "zod";
import { type Scope, scopes, scopesAmong } from "../../_shared/domain/scopes.ts";
import { isStorable } from "../../_shared/domain/text.ts";
import { mcpUrl } from "../../_shared/platform/access.ts";
import { type Client, findClient } from "../../_shared/store/access/clients.ts";
import { addRequest } from "../../_shared/store/access/requests.ts";
import type { ApiDeps } from "../deps.ts";
import { isDocumentUrl } from "./metadata-document.ts";
import { isRegistered, withParameters } from "./redirects.ts";

// A parameter that is repeated or too long counts as missing: the refusal has the form of OAuth.
const text = (most: number) => z.string().max(most).refine(isStorable).optional().catch(undefined);

/** The parameters of an authorization request (RFC 6749, 7636, 8707); others are ignored. */
export const AuthorizeQuery = z.object({
  response_type: text(50),
  client_id: text(500),
  redirect_uri: text(500),
  scope: text(500),
  state: text(2000),
  code_challenge: text(200),
  code_challenge_method: text(20),
  resource: text(500),
});
type AuthorizeQuery = z.infer<typeof AuthorizeQuery>;

/** The client of an id: one that registered itself, or one with a metadata document. */
export async function clientOf(deps: ApiDeps, id: string): Promise<Client | undefined> {
  return isDocumentUrl(id) ? deps.documents(id) : findClient(deps.db, id, deps.now());
}

/** The scopes a request begins with when it names none: everything but changing and deleting. */
const usual: Scope[] = ["tasks:read", "tasks:add"];

/**
 * The address to which the browser of an authorization request goes: the page on which the person decides, the client
 * with an error, or, when the client or its address is unknown, our own page with the error.
 */
export async function authorize(deps: ApiDeps, query: AuthorizeQuery): Promise<string> {
  const { client_id = "", redirect_uri: uri = "", state } = query;
  const client = await clientOf(deps, client_id);
  // Nobody is sent to an address that no known client has named.
  if (!client) return pageOf(deps, { error: "unknown-client" });
  if (!isRegistered(uri, client.redirect_uris)) return pageOf(deps, { error: "unknown-address" });
  const back = (error: string, description: string) =>
    withParameters(uri, { error, error_description: description, state, iss: deps.config.PUBLIC_URL });
  const wrong = mistakeOf(deps, query);
  if (wrong) return back(...wrong);
  const asked = (query.scope ?? "").split(" ").filter(Boolean);
  // A client may ask for more than exists, such as `offline_access`.
  const known = scopesAmong(asked);
  const request = {
    id: deps.newId(),
    client_id,
    client_name: client.name,
    redirect_uri: uri,
    state: state ?? null,
    scopes: known.length > 0 ? known : usual,
    challenge: query.code_challenge as string,
    created_at: deps.now(),
  };
  await addRequest(deps.db, request);
  return pageOf(deps, { request: request.id });
}

function mistakeOf(deps: ApiDeps, query: AuthorizeQuery): [error: string, description: string] | undefined {
  if (query.response_type !== "code")
    return ["unsupported_response_type", "Only response_type=code is supported."];
  if (query.code_challenge_method !== "S256" || !/^[\w-]{43}$/.test(query.code_challenge ?? ""))
    return ["invalid_request", "PKCE with code_challenge_method=S256 is required."];
  if (query.resource !== undefined && query.resource !== mcpUrl(deps.config))
    return ["invalid_target", `The only resource is ${mcpUrl(deps.config)}.`];
  return undefined;
}

/** An address of the client's page on which people decide. */
export const pageOf = ({ config }: ApiDeps, parameters: Record<string, string>): string =>
  `${config.PUBLIC_URL.replace(/\/$/, "")}/#/connect?${new URLSearchParams(parameters)}`;

/** The metadata of the authorization server (RFC 8414). */
export function serverMetadata(url: string) {
  const base = url.replace(/\/$/, "");
  return {
    issuer: url,
    authorization_endpoint: `${base}/oauth/authorize`,
    token_endpoint: `${base}/oauth/token`,
    registration_endpoint: `${base}/oauth/register`,
    revocation_endpoint: `${base}/oauth/revoke`,
    scopes_supported: [...scopes],
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    token_endpoint_auth_methods_supported: ["none"],
    revocation_endpoint_auth_methods_supported: ["none"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
    service_documentation: `${base}/reference`,
  };
}
