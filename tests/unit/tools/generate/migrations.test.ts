import assert from "node:assert/strict";
import { test } from "node:test";
import { migrationsList } from "../../../../tools/generate/migrations.ts";

test("migrations are listed by their numbers, which leave none out and name none twice", () => {
  const list = migrationsList(["002_more_words.sql", "001_init.sql"]);
  assert.match(
    list,
    /id: 1, name: "init", sql: sql001 \},\n {2}\{ id: 2, name: "more-words", sql: sql002 \}/,
  );
  assert.throws(
    () => migrationsList(["001_init.sql", "003_late.sql"]),
    /003_late.sql should have the number 2/,
  );
  assert.throws(
    () => migrationsList(["001_init.sql", "001_other.sql"]),
    /001_other.sql should have the number 2/,
  );
});
