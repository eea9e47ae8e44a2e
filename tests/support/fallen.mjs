/**
 * A reporter that lists the files with a failed test, one a line. JavaScript, as Node loads reporters before TypeScript.
 * @param {AsyncIterable<import("node:test/reporters").TestEvent>} events
 */
export default async function* fallen(events) {
  const files = new Set();
  for await (const { type, data } of events) if (type === "test:fail" && data.file) files.add(data.file);
  for (const file of files) yield `${file}\n`;
}
