import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { call } from "../support/client.ts";
import { logIn, newUser, openDevice, url, visit } from "./support/browser.ts";

/** A program on this computer that asks for access, and waits for the browser to come back to it. */
async function startProgram() {
  const answers: URL[] = [];
  const server = createServer((request, response) => {
    answers.push(new URL(request.url ?? "/", "http://localhost"));
    response.end("<title>Done</title>You can close this page.");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const redirect_uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  const { body } = await call(url, "POST", "/oauth/register", {
    body: { client_name: "Planner", redirect_uris: [redirect_uri] },
  });
  const verifier = randomBytes(32).toString("base64url");
  const client = { client_id: body.client_id, redirect_uri };
  const page = new URLSearchParams({
    ...{ response_type: "code", ...client, state: "mine", scope: "tasks:read tasks:write tasks:delete" },
    ...{
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    },
  });
  const exchange = (code: string) =>
    call(url, "POST", "/oauth/token", {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `${new URLSearchParams({ grant_type: "authorization_code", code, ...client, code_verifier: verifier })}`,
    });
  return { answers, address: `${url}/oauth/authorize?${page}`, exchange };
}

test("a person logs in, sees who asks, gives less than was asked, and can end it in the settings", async () => {
  const person = await newUser();
  const { answers, address, exchange } = await startProgram();
  const { page, faults, close } = await openDevice();
  await page.goto(address);
  await logIn(page, person);
  await page.getByRole("heading", { name: "“Planner” asks for access to your tasks" }).waitFor();
  await page.getByText("a program on this computer").waitFor();
  const remove = page.getByRole("switch", { name: /Propose to delete tasks/ });
  assert.equal(await remove.isChecked(), false, "deleting is off until the person turns it on");
  await page.getByRole("switch", { name: "Change and complete tasks" }).uncheck();
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByText("You can close this page.").waitFor();
  const [back] = answers.filter(({ pathname }) => pathname === "/callback");
  assert.equal(back?.searchParams.get("state"), "mine");
  const { body } = await exchange(back?.searchParams.get("code") ?? "");
  assert.equal(body.scope, "tasks:read");

  await page.goto(url);
  await visit(page, "#/settings");
  const entry = page.locator(".device-list li", { hasText: "Planner" });
  await entry.getByText("reads · not used yet").waitFor();
  await entry.getByRole("button", { name: "Disconnect Planner" }).click();
  await entry.waitFor({ state: "detached" });
  assert.deepEqual(faults, []);
  await close();
});

test("a person who cancels gives nothing, and the program learns it", async () => {
  const { answers, address } = await startProgram();
  const { page, close } = await openDevice(await newUser());
  await page.goto(address);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("You can close this page.").waitFor();
  assert.equal(answers.at(0)?.searchParams.get("error"), "access_denied");
  await close();
});

test("a token is shown once, and listed by its name", async () => {
  const { page, faults, close } = await openDevice(await newUser());
  await visit(page, "#/settings");
  await page.getByRole("button", { name: "Make an access token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What it is for").fill("Script");
  await dialog.getByRole("button", { name: "Make an access token" }).click();
  assert.match(await dialog.getByLabel("access token").inputValue(), /^twp_/);
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await page.locator(".device-list li", { hasText: "Script" }).getByText("reads · not used yet").waitFor();
  assert.equal((await page.content()).includes("twp_"), false);
  assert.deepEqual(faults, []);
  await close();
});
