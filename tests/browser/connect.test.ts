import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import type { Page } from "playwright-core";
import { call } from "../support/client.ts";
import { axe } from "./support/axe.ts";
import { logIn, newUser, openDevice, screenshot, url, visit } from "./support/browser.ts";

/** A program on this computer that asks for access, and waits for the browser to come back to it. */
async function startProgram(client_name = "Planner") {
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
    body: { client_name, redirect_uris: [redirect_uri] },
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
  await page.getByText("It chose this name itself").waitFor();
  assert.deepEqual(await axe(page), []);
  for (const width of [1280, 768, 320]) {
    await page.setViewportSize({ width, height: 860 });
    assert.ok(await fits(page), `${width} px`);
  }
  await screenshot(page, "connect-320");
  await page.setViewportSize({ width: 1280, height: 860 });
  await screenshot(page, "connect");
  // By the keyboard alone.
  await page.getByRole("switch", { name: "Change and complete tasks" }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Allow" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("You can close this page.").waitFor();
  const [back] = answers.filter(({ pathname }) => pathname === "/callback");
  assert.equal(back?.searchParams.get("state"), "mine");
  const { body } = await exchange(back?.searchParams.get("code") ?? "");
  assert.equal(body.scope, "tasks:read");

  await page.goto(url);
  await visit(page, "#/settings");
  const entry = page.locator(".device-list li", { hasText: "Planner" });
  await entry.getByText("reads · not used yet").waitFor();
  assert.deepEqual(await axe(page), []);
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

test("a request that is decided or unknown says so, and no name of a program becomes markup", async () => {
  const { answers, address } = await startProgram('<img src=x onerror="alert(1)">');
  const { page, faults, close } = await openDevice(await newUser());
  await page.goto(address);
  await page.getByRole("heading", { name: "<img src=x" }).waitFor();
  const link = page.url();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("You can close this page.").waitFor();
  assert.equal(answers.length > 0, true);
  await page.goto(link);
  await page.getByRole("alert").filter({ hasText: "decided already" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.goto(`${url}/oauth/authorize?client_id=nobody`);
  await page.getByRole("alert").filter({ hasText: "is not known" }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test("a session that has ended is renewed on the page of the request; it speaks German", async () => {
  const person = await newUser();
  const { answers, address } = await startProgram();
  const { page, faults, close } = await openDevice(person, { locale: "de-DE" });
  await person.endSessions();
  await page.goto(address);
  await page.locator(".banner").getByRole("button", { name: "Anmelden" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("[name=email]").fill(person.email);
  await dialog.locator("[name=password]").fill(person.password);
  await dialog.locator("[name=password]").press("Enter");
  await page.getByRole("heading", { name: "Planner" }).waitFor();
  await page.setViewportSize({ width: 320, height: 860 });
  assert.ok(await fits(page), "320 px");
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Erlauben" }).click();
  await page.getByText("You can close this page.").waitFor();
  assert.ok(answers.at(0)?.searchParams.get("code"));
  assert.deepEqual(faults, []);
  await close();
});

test("a token is shown once, and listed by its name", async () => {
  const { page, faults, close } = await openDevice(await newUser());
  await visit(page, "#/settings");
  await page.getByRole("button", { name: "Make an access token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What it is for").fill("Script");
  assert.deepEqual(await axe(page), []);
  await dialog.getByRole("button", { name: "Make an access token" }).click();
  assert.match(await dialog.getByLabel("access token").inputValue(), /^twp_/);
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await page.locator(".device-list li", { hasText: "Script" }).getByText("reads · not used yet").waitFor();
  assert.equal((await page.content()).includes("twp_"), false);
  assert.deepEqual(faults, []);
  await close();
});

/** Whether nothing is wider than the window. */
const fits = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
