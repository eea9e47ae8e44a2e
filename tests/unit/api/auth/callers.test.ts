import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { test } from "node:test";
import { callHeaders } from "../../../../functions/_shared/contract/internal.ts";
import { attributesOf, Origin, originIn } from "../../../../functions/_shared/contract/origin.ts";
import { newId } from "../../../../functions/_shared/domain/ids.ts";
import { assistantOf, callerOf } from "../../../../functions/api/auth/callers.ts";

const config = { APP_API_TOKEN: "a secret of the sidecar" };
const origin: Origin = {
  ...{ client_id: "https://claude.ai/client.json", client_name: "Claude", token_id: "t1" },
  ...{ conversation_id: null, turn_id: "" },
};
const request = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage;
const called = (name: string, token = config.APP_API_TOKEN) =>
  request({ "dapr-caller-app-id": name, "dapr-api-token": token, ...callHeaders(newId(), origin) });

test("only mcp and chat are callers, and only with the token of the own sidecar", () => {
  assert.equal(callerOf(config, called("mcp")), "mcp");
  assert.equal(callerOf(config, called("chat")), "chat");
  for (const other of ["notify", "api", "toString", "__proto__", "mcp,chat", ""])
    assert.equal(callerOf(config, called(other)), undefined, other);
  for (const token of [
    "",
    "a secret of the sidecaR",
    "a secret of the sidecar ",
    "longer than the secret of it",
  ])
    assert.equal(callerOf(config, called("mcp", token)), undefined, token);
  assert.equal(callerOf({}, called("mcp")), undefined, "without a token nobody is believed");
  assert.equal(callerOf({}, called("mcp", "")), undefined);
});

test("a call needs a person and an origin, and nothing else decides the actor", () => {
  const user = newId();
  const headers = callHeaders(user, origin);
  assert.deepEqual(assistantOf("chat", request(headers)), {
    userId: user,
    sessionId: null,
    actor: "assistant",
    origin,
  });
  assert.equal(assistantOf("mcp", request(headers)).actor, "mcp");
  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const wrong: Record<string, string>[] = [
    {},
    { ...headers, "taskwake-user": "someone" },
    { ...headers, "taskwake-origin": "" },
    { ...headers, "taskwake-origin": "{}" },
    { ...headers, "taskwake-origin": base64({ ...origin, actor: "person" }) },
    { ...headers, "taskwake-origin": base64({ ...origin, client_name: "\u0000" }) },
  ];
  for (const each of wrong)
    assert.throws(() => assistantOf("mcp", request(each)), { code: "unauthenticated" });
});

test("an origin comes through the attributes of an event, and one that is not understood is none", () => {
  const chat = Origin.parse({
    ...{ client_id: "chat", token_id: null, conversation_id: newId(), turn_id: newId() },
  });
  for (const each of [origin, chat]) assert.deepEqual(originIn(attributesOf(each)), each);
  assert.ok(!Object.values(attributesOf(chat)).includes(""), "an attribute is never empty");
  assert.deepEqual(attributesOf(null), {});
  assert.equal(originIn({}), null);
  assert.equal(originIn({ clientid: "x", conversationid: "not an id" }), null);
});
