import assert from "node:assert/strict";
import { test } from "node:test";
import { lexer } from "marked";
import { isReadable } from "../../../web/src/parts/markdown-bounds.ts";
import { cpuOf } from "../../support/cpu.ts";
import { hostileNotes } from "../../support/hostile-notes.ts";

test("no notes hold up or break the page, whoever wrote them", () => {
  lexer("# Warm *up*");
  for (const [name, part] of Object.entries(hostileNotes))
    for (const length of [7_900, 50_000]) {
      const text = `a${part.repeat(length / part.length)}b`;
      for (const each of [text, text.slice(1)]) {
        const ms = cpuOf(() => isReadable(each) && lexer(each, { gfm: true, breaks: true }));
        assert.ok(ms < 300, `${name} of ${length}: ${ms} ms`);
      }
    }
});

test("ordinary notes are Markdown, also with lists in lists", () => {
  assert.ok(isReadable("# Plan\n\n- a\n  - b\n    - c\n> > quoted twice\n\n1. one\n2. two"));
  assert.ok(isReadable("- one\n".repeat(500)));
  assert.ok(!isReadable("x".repeat(9000)));
  assert.ok(!isReadable("> ".repeat(500)));
});
