// Imported before the conformance suite, which asks Node for `globSync` though no command that is used here needs it:
// Node 20 has none, and would refuse the import.
import fs from "node:fs";
import { register } from "node:module";

const asData = (code) => `data:text/javascript,${encodeURIComponent(code)}`;
const withGlob = asData('export * from "node:fs"; export const globSync = undefined;');
const hook = `export const resolve = (name, context, next) =>
  name === "fs" && context.parentURL.includes("/conformance/")
    ? { url: ${JSON.stringify(withGlob)}, shortCircuit: true }
    : next(name, context);`;

if (!("globSync" in fs)) register(asData(hook));
