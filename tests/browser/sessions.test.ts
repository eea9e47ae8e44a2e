import assert from "node:assert/strict";
import { test } from "node:test";
import { axe } from "./support/axe.ts";
import { dayOf, logIn, newUser, openDevice, row, screenshot, visit } from "./support/browser.ts";

test("a person sees where they are logged in, and ends another device, which has to log in again", async () => {
  const person = await newUser();
  await person.create({ title: "On both", due: { date: dayOf(0) } });
  const here = await openDevice(person);
  const other = await openDevice(undefined, { locale: "de-DE" });
  await logIn(other.page, person);
  await row(other.page, "On both").waitFor();

  await visit(here.page, "#/settings");
  const section = here.page.locator("section", {
    has: here.page.getByRole("heading", { name: "Where you are logged in" }),
  });
  const entries = section.getByRole("listitem");
  await entries.filter({ hasText: "this device" }).waitFor();
  assert.equal(await entries.count(), 2);
  const listed = await entries.filter({ hasText: "Chrome · Linux" }).textContent();
  assert.match(listed ?? "", /Last used .* since /);
  assert.equal(await entries.filter({ hasText: "this device" }).getByRole("button").count(), 0);
  assert.deepEqual(await axe(here.page), []);
  await screenshot(here.page, "sessions");

  await section.getByRole("button", { name: "End the session of Chrome · Linux" }).click();
  await here.page.locator(".toast").getByText("The session has ended.").waitFor();
  await other.page.locator(".banner").getByRole("button", { name: "Anmelden" }).waitFor();
  await entries.nth(1).waitFor({ state: "detached" });
  assert.equal(await entries.count(), 1);

  await other.page.locator(".banner").getByRole("button", { name: "Anmelden" }).click();
  const dialog = other.page.getByRole("dialog");
  await dialog.locator("[name=email]").fill(person.email);
  await dialog.locator("[name=password]").fill(person.password);
  await dialog.locator("[name=password]").press("Enter");
  await dialog.waitFor({ state: "detached" });
  await visit(other.page, "#/settings");
  await other.page.getByRole("heading", { name: "Wo du angemeldet bist" }).waitFor();
  await other.page.getByText("(dieses Gerät)").waitFor();
  assert.deepEqual([...here.faults, ...other.faults], []);
  await Promise.all([here.close(), other.close()]);
});
