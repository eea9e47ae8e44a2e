interface OpenApi {
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, { summary: string; tags: string[] }>>;
}

/** The API's reference as one page of HTML that needs nothing else. */
export function reference({ info, paths }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      ...operation,
    })),
  );
  const tags = [...new Set(operations.flatMap((operation) => operation.tags))];
  const sections = tags.map((tag) => {
    const rows = operations.filter((operation) => operation.tags.includes(tag)).map(row);
    return `<section><h2>${escaped(tag)}</h2>${rows.join("")}</section>`;
  });
  return page(info, sections.join(""));
}

function row({
  method,
  path,
  summary,
  ...operation
}: {
  method: string;
  path: string;
  summary: string;
}): string {
  const detail = escaped(JSON.stringify(operation, null, 2));
  return `<details><summary><b class="${method}">${method}</b> <code>${escaped(path)}</code> <span>${escaped(summary)}</span></summary><pre>${detail}</pre></details>`;
}

function page(info: OpenApi["info"], body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(info.title)}</title><style>
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}
summary{cursor:pointer;padding:.4rem 0}summary span{opacity:.75}b{display:inline-block;min-width:4.5rem;font:600 .8rem ui-monospace,monospace}
.GET{color:light-dark(#05603a,#6ce9a6)}.POST{color:light-dark(#1849a9,#84caff)}.PATCH,.PUT{color:light-dark(#93370d,#fec84b)}.DELETE{color:light-dark(#912018,#fda29b)}
pre{overflow:auto;padding:1rem;border:1px solid color-mix(in srgb,currentColor 20%,transparent);border-radius:.5rem;font-size:.8rem}
</style><h1>${escaped(info.title)}</h1><p>${escaped(info.description)} Version ${escaped(info.version)}. For programs: <a href="/openapi.json">OpenAPI</a>, <a href="/asyncapi.json">AsyncAPI</a>.</p>${body}</html>`;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
