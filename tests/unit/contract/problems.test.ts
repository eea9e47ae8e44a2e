import assert from "node:assert/strict";
import { test } from "node:test";
import { problem, problemOf, unavailable } from "../../../functions/_shared/contract/problems.ts";
import { refusal } from "../../../functions/_shared/domain/refusal.ts";

test("a refusal becomes problem details by its code, with the facts that a client is told", () => {
  const errors = [{ path: "due", message: "is missing" }];
  assert.deepEqual(problemOf(refusal("invalid", "A task that repeats needs a due date.", { errors })), {
    type: "urn:taskwake:problem:invalid",
    status: 422,
    code: "invalid",
    title: "The request is not valid",
    detail: "A task that repeats needs a due date.",
    errors,
  });
  assert.deepEqual(problemOf(problem("not-found")), {
    type: "urn:taskwake:problem:not-found",
    status: 404,
    code: "not-found",
    title: "Not found",
  });
});

test("what only headers say is not in the problem", () => {
  assert.deepEqual(Object.keys(problemOf(unavailable("Later."))), [
    "type",
    "status",
    "code",
    "title",
    "detail",
  ]);
});
