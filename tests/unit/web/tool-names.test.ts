import assert from "node:assert/strict";
import { test } from "node:test";
import { tools } from "../../../functions/_shared/assistant/index.ts";
import { allWords } from "../../../web/src/features/chat/words.ts";

for (const [language, words] of Object.entries(allWords))
  test(`every tool of assistants has a name in the panel, and each its own (${language})`, () => {
    assert.deepEqual(Object.keys(words.tools).sort(), tools.map(({ name }) => name).sort());
    const names = Object.values(words.tools);
    assert.equal(new Set(names).size, names.length);
    for (const [tool, name] of Object.entries(words.tools)) {
      assert.match(name, /^\p{Lu}[\p{L}, ]+$/u, tool);
      assert.doesNotMatch(name, /_/);
    }
  });

test("no German name of a tool is the English one", () => {
  for (const [tool, name] of Object.entries(allWords.en.tools))
    assert.notEqual(allWords.de.tools[tool], name);
});
