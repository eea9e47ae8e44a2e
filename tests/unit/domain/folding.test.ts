import assert from "node:assert/strict";
import { test } from "node:test";
import { folded, withoutUmlauts } from "../../../functions/_shared/domain/folding.ts";

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
  assert.equal(withoutUmlauts(folded("Müller")), withoutUmlauts(folded("Mueller")));
});
