import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { newUser, openDevice, quickAdd, row, saved, upToDate, visit } from "./support/browser.ts";

const titles = (page: Page) => page.locator(".row .row-title").allTextContents();
const isOrder = (page: Page, expected: string[]) =>
  eventually(async () => (String(await titles(page)) === String(expected) ? true : undefined));
/** Waits until the code that moves tasks was fetched, which is done after the first view. */
const codeThere = (page: Page) =>
  page.waitForFunction(() =>
    performance.getEntriesByType("resource").some(({ name }) => /\/assets\/order-/.test(name)),
  );
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest(".row")?.querySelector(".row-title")?.textContent);

test("a task moves up and down in its list by keys, keeps the focus, and undo moves it back", async () => {
  const person = await newUser();
  const { page, faults, close } = await openDevice(person);
  await visit(page, "#/inbox");
  for (const title of ["Milk", "Bread", "Soap", "Nails"]) await quickAdd(page, title);
  await saved(page);
  await isOrder(page, ["Milk", "Bread", "Soap", "Nails"]);
  await codeThere(page);
  await row(page, "Nails").locator(".row-open").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await isOrder(page, ["Milk", "Bread", "Nails", "Soap"]);
  await page.keyboard.press("Alt+ArrowUp");
  await page.keyboard.press("Alt+ArrowUp");
  await isOrder(page, ["Nails", "Milk", "Bread", "Soap"]);
  await page.getByRole("status").getByText("Nails: 1 of 4").waitFor({ state: "attached" });
  // At the end of the list there is nowhere to go.
  await page.keyboard.press("Alt+ArrowUp");
  await eventually(async () => ((await focused(page)) === "Nails" ? true : undefined));
  await page.keyboard.press("j");
  assert.equal(await focused(page), "Milk");
  await page.keyboard.press("Shift+J");
  await page.keyboard.press("Alt+ArrowDown");
  await isOrder(page, ["Nails", "Soap", "Milk", "Bread"]);
  await page.keyboard.press("Escape");
  await saved(page);
  // The order is on the server, and on another device.
  const other = await openDevice(person);
  await visit(other.page, "#/inbox");
  await isOrder(other.page, ["Nails", "Soap", "Milk", "Bread"]);
  await other.close();
  for (const expected of [
    ["Nails", "Milk", "Bread", "Soap"],
    ["Milk", "Nails", "Bread", "Soap"],
  ]) {
    await page.keyboard.press("z");
    await isOrder(page, expected);
  }
  // A new task comes last, as before.
  await quickAdd(page, "Tea");
  await isOrder(page, ["Milk", "Nails", "Bread", "Soap", "Tea"]);
  assert.deepEqual(faults, []);
  await close();
});

test("a task is dragged to its place; where date and priority sort, it goes no further and says so", async () => {
  const person = await newUser();
  for (const title of ["One", "Two", "Three"]) await person.create({ title });
  await person.create({ title: "Urgent", priority: "high" });
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await isOrder(page, ["Urgent", "One", "Two", "Three"]);
  await codeThere(page);
  const title = (name: string) => row(page, name).locator(".row-title");
  const { width, height } = (await row(page, "One").boundingBox()) ?? assert.fail();
  await title("Three").dragTo(row(page, "One"), { targetPosition: { x: width / 2, y: 4 } });
  await isOrder(page, ["Urgent", "Three", "One", "Two"]);
  await title("Three").dragTo(row(page, "Two"), { targetPosition: { x: width / 2, y: height - 4 } });
  await isOrder(page, ["Urgent", "One", "Two", "Three"]);
  await row(page, "One").locator(".row-open").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.locator(".toast").getByText("sorted by date and priority").waitFor();
  await isOrder(page, ["Urgent", "One", "Two", "Three"]);
  // In the order by hand alone, it goes anywhere.
  await visit(page, "#/all?sort=manual");
  await isOrder(page, ["One", "Two", "Three", "Urgent"]);
  await title("Urgent").dragTo(row(page, "Two"), { targetPosition: { x: width / 2, y: 4 } });
  await isOrder(page, ["One", "Urgent", "Two", "Three"]);
  await page.getByRole("button", { name: /Remove.*My order/ }).waitFor();
  await saved(page);
  await page.reload();
  await isOrder(page, ["One", "Urgent", "Two", "Three"]);
  await close();
});

test("tasks that are moved before the server has them stay where they were put", async () => {
  const person = await newUser();
  await person.create({ title: "Known" });
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await isOrder(page, ["Known"]);
  await codeThere(page);
  await page.context().setOffline(true);
  for (const title of ["One", "Two", "Three"]) await quickAdd(page, title);
  await isOrder(page, ["Known", "One", "Two", "Three"]);
  await row(page, "Three").locator(".row-open").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await isOrder(page, ["Known", "One", "Three", "Two"]);
  await row(page, "One").locator(".row-open").focus();
  await page.keyboard.press("Alt+ArrowUp");
  const expected = ["One", "Known", "Three", "Two"];
  await isOrder(page, expected);
  await page.context().setOffline(false);
  await upToDate(page);
  await isOrder(page, expected);
  await page.reload();
  await isOrder(page, expected);
  // What comes later still comes last.
  await quickAdd(page, "Four");
  await isOrder(page, [...expected, "Four"]);
  await upToDate(page);
  await isOrder(page, [...expected, "Four"]);
  await close();
});

test("two devices that move the same task ask nothing: the last move counts", async () => {
  const person = await newUser();
  for (const title of ["One", "Two", "Three"]) await person.create({ title });
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await isOrder(page, ["One", "Two", "Three"]);
  await saved(page);
  await codeThere(page);
  await row(page, "Three").locator(".row-open").focus();
  await page.context().setOffline(true);
  await page.keyboard.press("Alt+ArrowUp");
  await isOrder(page, ["One", "Three", "Two"]);
  const three = (await person.tasks()).find((task) => task.title === "Three") ?? assert.fail();
  await person.patch(three, { position: "a0" });
  await page.context().setOffline(false);
  await eventually(async () =>
    (await person.tasks()).find((task) => task.title === "Three")?.position !== "a0" ? true : undefined,
  );
  await saved(page);
  await isOrder(page, ["One", "Three", "Two"]);
  assert.equal(await page.locator(".row .unsaved").count(), 0);
  await close();
});
