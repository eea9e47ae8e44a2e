import assert from "node:assert/strict";
import { test } from "node:test";
import { folded, hasWord, searchable, searchWords } from "../../../functions/_shared/domain/folding.ts";

test("letters and signs that keyboards write for each other are searched as one", () => {
  const pairs = [
    ["Straße", "strasse"],
    ["Smørrebrød", "smorrebrod"],
    ["Łódź", "lodz"],
    ["don’t", "don't"],
    ["„zu‑Hause“", '"zu-hause"'],
    ["ΚΑΦΈΣ", "καφές"],
    ["crème", "creme"],
  ] as const;
  for (const [one, other] of pairs) assert.equal(folded(one), folded(other));
});

test("umlauts and what is written for them find each other, each way, and parts of them too", () => {
  const finds = (query: string, text: string) =>
    searchWords(query).every((word) => hasWord(searchable(text), word));
  for (const [query, text] of [
    ["muell", "Müll"],
    ["müll", "MUELL"],
    ["eberry", "Blueberry"],
    ["neue", "Neue Äpfel"],
    ["Aepfel neu", "Neue Äpfel"],
  ] as const)
    assert.ok(finds(query, text), query);
  assert.ok(!finds("mull", "Mile"));
});
