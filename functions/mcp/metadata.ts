import { getOAuthProtectedResourceMetadataUrl } from "@modelcontextprotocol/server";
import { mcpUrl } from "../_shared/platform/access.ts";

const resourceOf = (publicUrl: string): string => mcpUrl({ PUBLIC_URL: publicUrl });

const prefix = "/.well-known/oauth-protected-resource";

/** Whether a path is that of the metadata, for the origin or for the resource on it. */
export const isMetadata = (path: string): boolean => path === prefix || path === `${prefix}/mcp`;

/**
 * Protected-resource metadata (RFC 9728). Only the smallest scope is named: a client asks for more when it is refused
 * with the scopes that a call needs.
 */
export const metadataOf = (publicUrl: string) => ({
  resource: resourceOf(publicUrl),
  authorization_servers: [new URL(publicUrl).origin],
  scopes_supported: ["tasks:read"],
  bearer_methods_supported: ["header"],
  resource_name: "Taskwake",
});

/** The value of `WWW-Authenticate`, which tells a client where to get a token, and for what. */
export function challenge(publicUrl: string, { error, scope }: { error?: string; scope: string }): string {
  const parts = {
    ...(error && { error }),
    scope,
    resource_metadata: getOAuthProtectedResourceMetadataUrl(new URL(resourceOf(publicUrl))),
  };
  return `Bearer ${Object.entries(parts)
    .map(([name, value]) => `${name}="${value}"`)
    .join(", ")}`;
}
