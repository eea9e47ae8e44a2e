import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { newUser, openDevice, patience, row, saved, screenshot, upToDate, visit } from "./support/browser.ts";

const phone = { viewport: { width: 390, height: 780 } };

async function boxOf(place: Locator) {
  const box = await place.boundingBox();
  assert.ok(box, "it is on screen");
  return { ...box, bottom: box.y + box.height };
}

/** Scrolls to the end until the last row is above the element that covers the end. */
const scrolledFree = (page: Page, cover: string) =>
  page.waitForFunction((selector) => {
    scrollTo(0, document.documentElement.scrollHeight);
    const [last, over] = [[...document.querySelectorAll(".row")].at(-1), document.querySelector(selector)];
    return last && over && last.getBoundingClientRect().bottom <= over.getBoundingClientRect().top;
  }, cover);

test("a reminder shows its whole title, leaves what is edited in sight, and goes with its task", async () => {
  const person = await newUser();
  const title = "Bring the library books back before they close";
  const task = await person.create({ title, notes: "Back entrance" });
  const { page, faults, close } = await openDevice(person, phone);
  await visit(page, `#/tasks/${task.id}`);
  const notes = page.locator(".notes-head button");
  await notes.click();
  const field = page.getByRole("textbox", { name: "Notes" });
  await field.evaluate((element) => element.scrollIntoView({ block: "end" }));
  // A device that connects after a reminder's instant does not receive it.
  await upToDate(page);
  const at = new Date(Date.now() + 3000).toISOString();
  const { body: reminded } = await person.patch(task, { reminders: [{ at }] });
  const toast = page.locator(".toast", { hasText: title });
  await toast.waitFor({ timeout: 2 * patience });
  const [text, actions, edited] = await Promise.all(
    [toast.locator("p"), toast.locator(".toast-actions"), field].map(boxOf),
  );
  assert.ok(text && text.width > 250, `the text has room: ${text?.width}`);
  assert.ok(actions && actions.y >= text.bottom, "the buttons are under it");
  const covered = await boxOf(toast);
  assert.ok(edited && edited.bottom <= covered.y, "what is edited is above it");
  await screenshot(page, "reminder-phone");
  await person.act(reminded, "complete");
  await toast.waitFor({ state: "detached" });
  assert.deepEqual(faults, []);
  await close();
});

test("the last rows can be scrolled out from under the bar of the selected and the messages", async () => {
  const person = await newUser();
  for (let i = 0; i < 20; i++) await person.create({ title: `Task ${i}` });
  const { page, close } = await openDevice(person, phone);
  await visit(page, "#/inbox");
  await row(page, "Task 19").waitFor();
  await page.keyboard.press("Control+a");
  const bar = page.locator(".bulk-bar");
  await bar.waitFor();
  await scrolledFree(page, ".bulk-bar");
  await bar.getByRole("combobox", { name: "Priority" }).selectOption("low");
  await scrolledFree(page, ".toast");
  await saved(page);
  await close();
});
