/** The paths of the origin that the api serves, as in the ingress; the client serves everything else. */
export const apiPaths =
  /^\/(v1|oauth|\.well-known\/oauth-authorization-server|mcp|reference|openapi\.json|asyncapi\.json)(\/|$)/;
