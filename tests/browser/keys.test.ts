import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { Person } from "../support/client.ts";
import { type Device, dayOf, newUser, openDevice, row, saved, visit } from "./support/browser.ts";

/** Views with rows. */
const views = ["today", "upcoming", "inbox", "tag/home", "completed", "trash", "search?q=bread", "all"];
/** Views without any row. */
const empty = ["tag/nothing", "search?q=nowhere", "upcoming?as=calendar", "activity", "insights", "settings"];

async function openWithTasks(): Promise<{ person: Person; device: Device }> {
  const person = await newUser();
  await person.create({ title: "Due today", due: { date: dayOf(0) } });
  await person.create({ title: "Due soon", due: { date: dayOf(3) } });
  await person.create({ title: "In the inbox" });
  await person.create({ title: "At home", tags: ["home"] });
  await person.create({ title: "Bread" });
  await person.act(await person.create({ title: "Done", tags: ["x"] }), "complete");
  await person.remove(await person.create({ title: "Thrown away" }));
  const device = await openDevice(person);
  await row(device.page, "Due today").waitFor();
  await saved(device.page);
  return { person, device };
}

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest(".row")?.querySelector(".row-title")?.textContent);
const reachable = (page: Page) => page.locator(".row .row-open[tabindex='0']").count();
/** Navigates like a click on a link, without waiting for more than the view. */
const go = (page: Page, view: string) => visit(page, `#/${view}`);

test("in every view, from every view, J reaches the first row, and Tab reaches one", async () => {
  const { device } = await openWithTasks();
  const { page, faults, close } = device;
  for (const from of [...views, ...empty])
    for (const to of views) {
      if (from === to) continue;
      await go(page, from);
      await go(page, to);
      await page.locator(".row").first().waitFor();
      assert.equal(await reachable(page), 1, `rows that Tab reaches in ${to} after ${from}`);
      // Search starts with the focus in its field, where a letter is text.
      await page.locator("h1").click();
      await page.keyboard.press("j");
      const first = await page.locator(".row .row-title").first().textContent();
      assert.equal(await focused(page), first, `J in ${to} after ${from}`);
    }
  assert.deepEqual(faults, []);
  await close();
});

test("keys act on what is on screen and on nothing else, after every change of view", async () => {
  const { person, device } = await openWithTasks();
  const { page, close } = device;
  const before = await person.tasks("&status=open");
  for (const from of views)
    for (const to of empty) {
      await go(page, from);
      await page.locator(".row").first().waitFor();
      await page.keyboard.press("j");
      await go(page, to);
      await page.locator("h1").click();
      for (const key of ["#", "e", "1", ">", "Delete", "x"]) await page.keyboard.press(key);
      assert.equal(await page.locator(".toast, .bulk-bar, dialog[open]").count(), 0, `${to} after ${from}`);
    }
  // Nor in a view with rows of its own, before one has the keyboard's cursor.
  for (const to of ["today", "upcoming", "inbox"]) {
    await go(page, "tag/home");
    await row(page, "At home").waitFor();
    await page.keyboard.press("j");
    await go(page, to);
    await page.locator(".row").first().waitFor();
    await page.keyboard.press("#");
    assert.equal(await page.locator(".toast").count(), 0, to);
  }
  await saved(page);
  assert.deepEqual(
    (await person.tasks("&status=open")).map(({ id, version }) => [id, version]),
    before.map(({ id, version }) => [id, version]),
  );
  await close();
});

test("a selection stays with its view, and with the rows that a filter leaves", async () => {
  const { person, device } = await openWithTasks();
  const { page, close } = device;
  await go(page, "all");
  await row(page, "Bread").waitFor();
  await page.keyboard.press("Control+a");
  const bar = page.locator(".bulk-bar");
  await bar.getByText("5 selected").waitFor();
  await go(page, "inbox");
  await bar.waitFor({ state: "detached" });
  await row(page, "In the inbox").waitFor();
  await page.keyboard.press("Control+a");
  await bar.waitFor();
  // A task that leaves the list is removed from the selection.
  const bread = (await person.tasks()).find(({ title }) => title === "Bread");
  assert.ok(bread);
  await person.remove(bread);
  await row(page, "Bread").waitFor({ state: "detached" });
  await bar.getByText("2 selected").waitFor();
  await page.keyboard.press("#");
  await row(page, "In the inbox").waitFor({ state: "detached" });
  await saved(page);
  const open = (await person.tasks("&status=open")).map(({ title }) => title).sort();
  assert.deepEqual(open, ["Due soon", "Due today"]);
  await close();
});
