import assert from "node:assert/strict";
import { test } from "node:test";
import { newUser, openDevice, row, visit } from "./support/browser.ts";

const phone = { viewport: { width: 390, height: 780 } };

test("a view opens at its top, and going back finds the place that was left", async () => {
  const person = await newUser();
  for (let i = 0; i < 30; i++) await person.create({ title: `Task ${i}` });
  const { page, close } = await openDevice(person, phone);
  await visit(page, "#/inbox");
  await row(page, "Task 29").first().waitFor();
  const scrolled = () => page.evaluate(() => scrollY);
  await page.evaluate(() => scrollTo(0, 600));
  assert.equal(await scrolled(), 600);
  await visit(page, "#/insights");
  await page.locator("h1", { hasText: "Insights" }).waitFor();
  assert.equal(await scrolled(), 0);
  await page.goBack();
  await row(page, "Task 29").first().waitFor();
  await page.waitForFunction(() => scrollY === 600);
  // A task is shown beside its list, or over it.
  await row(page, "Task 15").locator(".row-open").click();
  await page.getByRole("complementary", { name: "Task details" }).waitFor();
  await page.keyboard.press("Escape");
  assert.ok((await scrolled()) > 0);
  await close();
});

test("an address of nothing becomes that of the first view", async () => {
  const person = await newUser();
  const { page, faults, close } = await openDevice(person);
  for (const hash of ["#/nonsense", "#/tasks/abc", "#/"]) {
    await visit(page, hash);
    await page.locator("h1", { hasText: "Today" }).waitFor();
    assert.equal(new URL(page.url()).hash, "#/today");
  }
  await visit(page, "#/tag/%");
  await page.locator("h1", { hasText: "#%" }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test("who logs out is asked to log in", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  await visit(page, "#/settings");
  await page.getByRole("button", { name: "Log out", exact: true }).click();
  await page.locator(".auth-form h2", { hasText: "Log in" }).waitFor();
  await close();
});
