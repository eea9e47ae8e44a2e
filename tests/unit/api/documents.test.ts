import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const documents = new URL("../../../functions/api/documents/", import.meta.url);

for (const name of ["openapi.json", "asyncapi.json"])
  test(`every reference in ${name} leads somewhere`, () => {
    const text = readFileSync(new URL(name, documents), "utf8");
    const document = JSON.parse(text);
    const references = new Set([...text.matchAll(/"\$ref": "#([^"]*)"/g)].map(([, path = ""]) => path));
    assert.ok(references.size > 0);
    for (const path of references) {
      const steps = path
        .split("/")
        .slice(1)
        .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
      const found = steps.reduce((part, step) => part?.[step], document);
      assert.ok(steps.length > 0 && found, `#${path}`);
    }
  });
