/** The paths of the origin that the api serves, as in the ingress; the client serves everything else. */
export const apiPaths = /^\/(v1|mcp|reference|openapi\.json|asyncapi\.json)(\/|$)/;
