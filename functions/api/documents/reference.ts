/**
 * The page on which the API can be read and tried. Its script and styles, Swagger UI, are files of the client's, which
 * shares the origin: they are 1.9 MB that this function need not carry.
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

/** Sent with the page: it loads and asks nothing but its own origin, and nobody may frame it. */
export const referenceHeaders = {
  "Content-Type": "text/html; charset=utf-8",
  // The client's policy but for trusted types, which Swagger UI does not know.
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Frame-Options": "DENY",
};
