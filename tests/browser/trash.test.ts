import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { newUser, openDevice, row, saved, visit, workerReady } from "./support/browser.ts";

const titles = (page: Page) => page.locator(".row .row-title").allTextContents();
const dialog = (page: Page) => page.getByRole("dialog");
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());

/** A person with so many tasks in the trash, and one that is not. */
async function withTrash(...trashed: string[]) {
  const person = await newUser();
  await person.create({ title: "Kept" });
  for (const title of trashed) await person.remove(await person.create({ title }));
  return person;
}

test("a task in the trash is deleted forever, by button and by key, after a question; other devices lose it too", async () => {
  const person = await withTrash("One", "Two", "Three");
  const [{ page, faults, close }, other] = [await openDevice(person), await openDevice(person)];
  await visit(page, "#/trash");
  await visit(other.page, "#/trash");
  for (const each of [page, other.page]) await row(each, "One").waitFor();
  await row(page, "One").hover();
  await row(page, "One").getByRole("button", { name: "Delete One forever" }).click();
  await dialog(page).getByRole("heading", { name: "Delete “One” forever?" }).waitFor();
  await dialog(page).getByText("This cannot be undone").waitFor();
  // The harmless answer has the focus.
  assert.equal(await focused(page), "Cancel");
  await page.keyboard.press("Enter");
  await dialog(page).waitFor({ state: "detached" });
  assert.equal((await titles(page)).length, 3);

  await row(page, "One").locator(".row-open").focus();
  await page.keyboard.press("Delete");
  await dialog(page).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Delete forever");
  await page.keyboard.press("Enter");
  await page.locator(".toast").getByText("Deleted “One” forever").waitFor();
  await row(page, "One").waitFor({ state: "detached" });
  assert.equal(await page.locator(".toast").getByRole("button", { name: "Undo" }).count(), 0);
  await eventually(
    async () => (await page.evaluate(() => document.activeElement?.closest(".row") !== null)) || undefined,
  );
  await row(other.page, "One").waitFor({ state: "detached" });
  await saved(page);
  assert.deepEqual((await person.tasks("&trash=true")).map(({ title }) => title).sort(), ["Three", "Two"]);
  // Nor does it come back with the data of this device.
  await page.reload();
  await row(page, "Two").waitFor();
  assert.equal(await row(page, "One").count(), 0);

  // An open one is deleted from its details, which close.
  await row(page, "Two").locator(".row-open").click();
  await page.locator(".detail").getByRole("button", { name: "Delete forever" }).click();
  await dialog(page).getByRole("button", { name: "Delete forever" }).click();
  await page.locator(".detail").waitFor({ state: "detached" });
  await eventually(async () => (String(await titles(page)) === "Three" ? true : undefined));
  assert.deepEqual(faults, []);
  await other.close();
  await close();
});

test("the trash is emptied as a whole, also without a connection, and what was restored meanwhile stays", async () => {
  const person = await withTrash("One", "Two", "Three");
  const { page, faults, close } = await openDevice(person);
  await visit(page, "#/trash");
  await row(page, "Three").waitFor();
  await saved(page);
  await workerReady(page);
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Empty trash (3)" }).click();
  await dialog(page).getByRole("heading", { name: "Delete 3 tasks forever?" }).waitFor();
  await dialog(page).getByRole("button", { name: "Delete forever" }).click();
  await page.getByRole("heading", { name: "The trash is empty" }).waitFor();
  await page.locator(".toast").getByText("Deleted 3 tasks forever", { exact: true }).waitFor();
  const [two] = (await person.tasks("&trash=true")).filter(({ title }) => title === "Two");
  await person.act(two ?? assert.fail(), "restore");
  await page.context().setOffline(false);
  await page.locator(".toast").getByText("“Two” was changed elsewhere and is not deleted").waitFor();
  await saved(page);
  assert.deepEqual(await person.tasks("&trash=true"), []);
  assert.deepEqual((await person.tasks()).map(({ title }) => title).sort(), ["Kept", "Two"]);
  await visit(page, "#/inbox");
  await row(page, "Two").waitFor();
  assert.deepEqual((await titles(page)).sort(), ["Kept", "Two"]);
  assert.deepEqual(faults, []);
  await close();
});

test("in German the question and its answers are German", async () => {
  const person = await withTrash("Eins");
  const { page, close } = await openDevice(person, { locale: "de-DE" });
  await visit(page, "#/trash");
  await page.getByRole("button", { name: "Papierkorb leeren (1)" }).click();
  await dialog(page).getByRole("heading", { name: "„Eins“ endgültig löschen?" }).waitFor();
  await dialog(page).getByText("nicht rückgängig").waitFor();
  await dialog(page).getByRole("button", { name: "Endgültig löschen" }).click();
  await page.getByRole("heading", { name: "Der Papierkorb ist leer" }).waitFor();
  await close();
});
