import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { callHeaders } from "../../functions/_shared/contract/internal.ts";
import type { Origin } from "../../functions/_shared/contract/origin.ts";
import { openSidecar } from "../../functions/_shared/platform/sidecar.ts";
import { sidecarNamed } from "../support/caller.ts";
import { newPerson } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";

const { url, ports, daprApiToken, appApiToken } = environment;
const origin: Origin = {
  ...{ client_id: "https://client.example/id.json", client_name: "Claude", token_id: randomUUID() },
  ...{ conversation_id: null, turn_id: "" },
};

/** A sidecar of its own under the name of a caller, in the running system. */
const mcp = await sidecarNamed("mcp");
const sidecarOf = (port: number) => openSidecar({ DAPR_HTTP_PORT: port, DAPR_API_TOKEN: daprApiToken });

async function userOf(person: Awaited<ReturnType<typeof newPerson>>): Promise<string> {
  return (await person.call("GET", "/v1/me")).body.id as unknown as string;
}

test("mcp calls the api for a person through both sidecars, and the change carries its origin", async () => {
  const person = await newPerson(url);
  const headers = { ...callHeaders(await userOf(person), origin), "idempotency-key": randomUUID() };
  const call = { method: "POST", path: "/v1/tasks", headers, body: { title: "Größe & 100 %?" } };
  const created = await mcp.invoke("api", call);
  assert.equal(created.status, 201);
  const { id, title } = created.body as { id: number; title: string };
  assert.equal(title, "Größe & 100 %?");
  assert.ok(created.headers.get("operation-id"), "the headers of the api arrive");
  const again = await mcp.invoke("api", call);
  assert.deepEqual([again.status, (again.body as { id: number }).id], [201, id]);
  const [entry] = await eventually(async () => {
    const { body } = await person.call("GET", `/v1/tasks/${id}/history`);
    const { results } = body as unknown as { results: { actor: string; origin: Origin }[] };
    return results.length > 0 ? results : undefined;
  });
  assert.equal(entry?.actor, "mcp");
  assert.equal(entry?.origin.client_name, "Claude");
  const query = await mcp.invoke("api", {
    method: "GET",
    path: "/v1/tasks?q=Gr%C3%B6%C3%9Fe&limit=5",
    headers,
  });
  assert.equal((query.body as { results: unknown[] }).results.length, 1);
});

test("refusals of the api arrive as they are, and closed routes stay closed", async () => {
  const headers = callHeaders(await userOf(await newPerson(url)), origin);
  const missing = await mcp.invoke("api", { method: "GET", path: "/v1/tasks/999999999", headers });
  assert.deepEqual([missing.status, (missing.body as { code: string }).code], [404, "task-not-found"]);
  for (const [method, path] of [
    ["GET", "/v1/export"],
    ["DELETE", "/v1/me"],
    ["POST", "/v1/tasks/bulk"],
    ["POST", "/v1/auth/login"],
    ["GET", "/v1/audit"],
  ] as const)
    assert.equal(
      (await mcp.invoke("api", { method, path, headers, ...(method === "POST" && { body: {} }) })).status,
      404,
      path,
    );
  const nobody = await mcp.invoke("api", { method: "GET", path: "/v1/tasks", headers: {} });
  assert.equal(nobody.status, 401);
});

test("another function's call is no assistant's, and no call reaches the routes of events", async () => {
  const headers = callHeaders(await userOf(await newPerson(url)), origin);
  const notify = sidecarOf(ports.notify?.dapr ?? assert.fail());
  // The caller's own header does not count: its sidecar names it.
  const forged = { ...headers, "dapr-caller-app-id": "mcp" };
  assert.equal(
    (await notify.invoke("api", { method: "GET", path: "/v1/tasks", headers: forged })).status,
    401,
  );
  for (const path of ["/events/operation-results", "/job/any"]) {
    const { status } = await mcp.invoke("api", { method: "POST", path, headers, body: {} });
    assert.ok([403, 501].includes(status), `${path}: ${status}`);
  }
});

test("whoever comes from outside is not believed, whatever the headers say", async () => {
  const headers = callHeaders(await userOf(await newPerson(url)), origin);
  for (const token of ["", "guessed", daprApiToken]) {
    const forged = { ...headers, "dapr-caller-app-id": "mcp", "dapr-api-token": token };
    assert.equal((await fetch(`${url}/v1/tasks`, { headers: forged })).status, 401);
  }
  const right = { ...headers, "dapr-caller-app-id": "mcp", "dapr-api-token": appApiToken };
  assert.equal((await fetch(`${url}/v1/tasks`, { headers: right })).status, 200, "only the token decides");
});

test("a function that is not there is an error of the call", async () => {
  await assert.rejects(mcp.invoke("nowhere", { method: "GET", path: "/v1/tasks" }), /Cannot call nowhere/);
});
