import assert from "node:assert/strict";
import { test } from "node:test";
import openApi from "../../functions/api/documents/openapi.json" with { type: "json" };
import { newUser, openDevice, url } from "./support/browser.ts";

test("the API's reference lists every operation and tries them, with nothing asked of another host", async () => {
  const answer = await fetch(`${url}/reference`);
  const policy = answer.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);

  const { email, password } = await newUser();
  const { page, faults, strangers, close } = await openDevice();
  await page.goto("/reference");
  await page.locator(".opblock").first().waitFor();
  const shown = await page.locator(".opblock-summary-path").evaluateAll((paths) => paths.length);
  assert.equal(shown, Object.values(openApi.paths).flatMap((methods) => Object.keys(methods)).length);

  // The answer to the log-in contains a token, which the next request sends.
  const logIn = page.locator("#operations-Account-post-auth-login");
  await logIn.locator(".opblock-summary-control").click();
  await logIn.locator("textarea").fill(JSON.stringify({ email, password }));
  await logIn.getByRole("button", { name: "Execute" }).click();
  await logIn.locator(".live-responses-table .response-col_status", { hasText: "200" }).waitFor();
  const me = page.locator("#operations-Account-get-me");
  await me.locator(".opblock-summary-control").click();
  const asked = page.waitForRequest(`${url}/v1/me`);
  await me.getByRole("button", { name: "Execute" }).click();
  assert.match((await asked).headers().authorization ?? "", /^Bearer ey/);
  await me.locator(".live-responses-table .response-col_description", { hasText: email }).waitFor();

  assert.deepEqual(strangers, []);
  assert.deepEqual(faults, []);
  await close();
});

test("the client keeps no file of the reference on the device", async () => {
  const worker = await (await fetch(`${url}/sw.js`)).text();
  assert.match(worker, /index\.html/);
  assert.doesNotMatch(worker, /api-reference/);
  const script = await fetch(`${url}/api-reference/swagger-ui-bundle.js`);
  assert.equal(script.headers.get("content-type"), "text/javascript");
});
