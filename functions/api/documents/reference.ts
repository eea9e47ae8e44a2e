/**
 * The page for reading and trying the API. Swagger UI's script and styles, 1.9 MB, are served with the client on the
 * same origin, so that this function need not contain them.
 */
export const reference = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Taskwake API</title>
<link rel="icon" href="/icons/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/api-reference/swagger-ui.css">
<link rel="stylesheet" href="/api-reference/page.css">
<p class="intro">To try it, register or log in below: the requests that follow carry your token. For programs: <a href="/openapi.json">OpenAPI</a>, <a href="/asyncapi.json">AsyncAPI</a>.</p>
<main id="reference"></main>
<noscript>This page needs JavaScript; the documents above do not.</noscript>
<script src="/api-reference/swagger-ui-bundle.js"></script>
<script src="/api-reference/start.js"></script>
</html>
`;

/** Headers of the page: it loads from and calls only its own origin, and nobody may frame it. */
export const referenceHeaders = {
  "Content-Type": "text/html; charset=utf-8",
  // The client's policy without trusted types, which Swagger UI does not support.
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Frame-Options": "DENY",
};
