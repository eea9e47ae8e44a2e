/** The paths of the origin that `api` serves, as in the ingress; `sync` and `mcp` serve some, and the client the rest. */
export const apiPaths =
  /^\/(v1|oauth|\.well-known\/oauth-authorization-server|reference|openapi\.json|asyncapi\.json)(\/|$)/;
/** The paths that `mcp` serves. */
export const mcpPaths = /^\/(mcp|\.well-known\/oauth-protected-resource(\/mcp)?)$/;
