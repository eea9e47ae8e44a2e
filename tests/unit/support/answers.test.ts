import assert from "node:assert/strict";
import { test } from "node:test";
import { problemOf } from "../../../functions/_shared/contract/problems.ts";
import { refusal } from "../../../functions/_shared/domain/refusal.ts";
import { checkAnswer } from "../../support/answers.ts";

const session = { access_token: "a", expires_in: 900 };
const answer = (status: number, body: unknown, type = "application/json") => ({
  status,
  body,
  headers: new Headers(type ? { "content-type": `${type}; charset=utf-8` } : {}),
});
const failed = (status: number, more = {}) =>
  answer(status, { ...problemOf(refusal("task-not-found")), ...more }, "application/problem+json");
const login = (given: ReturnType<typeof answer>) => () => checkAnswer("POST", "/v1/auth/login", given);
const task = (given: ReturnType<typeof answer>) => () => checkAnswer("GET", "/v1/tasks/7?a=b", given);

test("an answer that the document declares passes, problems on any path among them", () => {
  assert.doesNotThrow(login(answer(200, session)));
  assert.doesNotThrow(task(failed(404)));
  assert.doesNotThrow(task(answer(304, "", "")));
  assert.doesNotThrow(() => checkAnswer("POST", "/v1/auth/logout", answer(204, "", "")));
  assert.doesNotThrow(() => checkAnswer("GET", "/v1/nothing", failed(404)));
  assert.doesNotThrow(() => checkAnswer("GET", "/assets/app.js", answer(200, "", "text/javascript")));
});

test("an answer that the document does not declare is told: by status, by type, by each field of its body", () => {
  assert.throws(login(answer(201, session)), /answers 201, and the document does not say so/);
  assert.throws(login(answer(200, { ...session, name: "A" })), /must NOT have additional properties/);
  assert.throws(login(answer(200, { access_token: "a" })), /must have required property 'expires_in'/);
  assert.throws(login(answer(200, session, "text/plain")), /a body of the type "text\/plain"/);
  assert.throws(() => checkAnswer("POST", "/v1/auth/logout", answer(204, "x", "")), /has a body/);
  assert.throws(() => checkAnswer("GET", "/v1/nothing", answer(200, session)), /does not say so/);
  assert.throws(task(answer(200, {})), /must have required property 'id'/);
  assert.throws(
    () => checkAnswer("POST", "/v1/tasks/bulk", answer(200, { results: [{}] })),
    /results\/0 must have/,
  );
});

test("a problem is told that has another status, an unknown code or more than a problem says", () => {
  assert.throws(task(failed(410)), /the problem has another status/);
  assert.throws(task(failed(404, { code: "gone" })), /code must be equal to one of the allowed values/);
  assert.throws(task(failed(404, { stack: "at …" })), /must NOT have additional properties/);
});
