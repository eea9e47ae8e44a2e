/** What of the origin is the api's, as the ingress has it; everything else is the client's. */
export const apiPaths = /^\/(v1|mcp|reference|openapi\.json|asyncapi\.json)(\/|$)/;
