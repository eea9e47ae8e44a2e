import assert from "node:assert/strict";
import { test } from "node:test";
import { axe } from "./support/axe.ts";
import { dayOf, newUser, openDevice, row, screenshot, visit } from "./support/browser.ts";

test("who has an account erased is logged out, and keeps it by logging in and saying so", async () => {
  const person = await newUser();
  await person.create({ title: "Not gone", due: { date: dayOf(0) } });
  const { page, faults, close } = await openDevice(person);
  await row(page, "Not gone").waitFor();
  await visit(page, "#/settings");
  await page.getByRole("button", { name: "Delete my account" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("erased for good after 7 days").waitFor();
  await dialog.getByRole("textbox").first().fill(person.email);
  await dialog.getByLabel("Current password").fill(person.password);
  await dialog.getByRole("button", { name: "Delete my account" }).click();

  const known = page.getByRole("button", { name: "I have an account" });
  await page.locator(".auth-form").waitFor();
  if ((await known.count()) > 0) await known.click();
  await page.locator("[name=email]").fill(person.email);
  await page.locator("[name=password]").fill(person.password);
  await page.locator("[name=password]").press("Enter");
  await page.getByRole("heading", { name: "Your account is about to be erased" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "account-ends");
  await page.getByRole("button", { name: "Keep my account" }).click();
  await row(page, "Not gone").waitFor();
  assert.deepEqual(faults, []);
  await close();
});
