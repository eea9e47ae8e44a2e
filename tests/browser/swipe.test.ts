import assert from "node:assert/strict";
import { test } from "node:test";
import type { CDPSession, Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { newUser, openDevice, row, saved, visit } from "./support/browser.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A finger on a row's title that moves by so many pixels, in steps; it stays down until `up`. */
async function finger(session: CDPSession, page: Page, title: string) {
  const words = row(page, title).locator(".row-title");
  // Waits until the row stands still and nothing lies over it, as a person does.
  await words.click({ trial: true });
  const box = (await words.boundingBox()) ?? assert.fail();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const touch = (type: string, points: { x: number; y: number }[]) =>
    session.send("Input.dispatchTouchEvent", { type: type as "touchStart", touchPoints: points });
  await touch("touchStart", [{ x, y }]);
  return {
    async move(by: { x?: number; y?: number }) {
      for (let step = 1; step <= 10; step++)
        await touch("touchMove", [{ x: x + ((by.x ?? 0) * step) / 10, y: y + ((by.y ?? 0) * step) / 10 }]);
    },
    up: () => touch("touchEnd", []),
  };
}

test("on a touch screen a swipe to the right completes, one to the left asks for a date; each is shown before", async () => {
  const person = await newUser();
  for (const title of ["Water the plants", "Call the bank", "Buy stamps"]) await person.create({ title });
  const { page, faults, close } = await openDevice(person, phone);
  const session = await page.context().newCDPSession(page);
  await visit(page, "#/inbox");
  await row(page, "Buy stamps").waitFor();
  // The code for fingers is fetched once the first view is drawn.
  await eventually(() =>
    row(page, "Buy stamps").evaluate(
      (element) => getComputedStyle(element).touchAction.includes("pan-y") || undefined,
    ),
  );
  const hint = (title: string) =>
    row(page, title).evaluate((element) => getComputedStyle(element, "::after").content);

  const short = await finger(session, page, "Buy stamps");
  await short.move({ x: 60 });
  assert.equal(await hint("Buy stamps"), '"Complete"');
  assert.equal(await row(page, "Buy stamps").getAttribute("data-far"), null);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), phone.viewport.width);
  await short.up();
  await eventually(async () =>
    (await row(page, "Buy stamps").getAttribute("data-swipe")) === null ? true : undefined,
  );

  const right = await finger(session, page, "Water the plants");
  await right.move({ x: 170 });
  assert.notEqual(await row(page, "Water the plants").getAttribute("data-far"), null);
  await right.up();
  await page.locator(".toast").getByText("Completed “Water the plants”").waitFor();
  await row(page, "Water the plants").waitFor({ state: "detached" });

  const left = await finger(session, page, "Call the bank");
  await left.move({ x: -170 });
  assert.equal(await hint("Call the bank"), '"Reschedule"');
  await left.up();
  // No tap: Chromium gives none within the moment after a finger that moved fast, in which nobody taps.
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Tomorrow/ })
    .click();
  await row(page, "Call the bank").waitFor({ state: "detached" });
  await saved(page);
  const tasks = await person.tasks();
  assert.deepEqual(
    ["Water the plants", "Call the bank", "Buy stamps"].map((title) => {
      const task = tasks.find((one) => one.title === title);
      return [task?.status, Boolean(task?.due)];
    }),
    [
      ["done", false],
      ["open", true],
      ["open", false],
    ],
  );
  assert.equal(await page.locator(".detail").count(), 0, "a swipe opens no task");
  assert.deepEqual(faults, []);
  await close();
});

test("a finger that goes up or down scrolls the list and touches no task", async () => {
  const person = await newUser();
  for (let i = 0; i < 30; i++) await person.create({ title: `Task ${i}.` });
  const { page, close } = await openDevice(person, phone);
  const session = await page.context().newCDPSession(page);
  await visit(page, "#/inbox");
  await eventually(() =>
    row(page, "Task 5.").evaluate(
      (element) => getComputedStyle(element).touchAction.includes("pan-y") || undefined,
    ),
  );
  const up = await finger(session, page, "Task 5.");
  // Not quite straight, as a thumb goes.
  await up.move({ x: 70, y: -300 });
  await up.up();
  await eventually(async () => ((await page.evaluate(() => scrollY)) > 150 ? true : undefined));
  assert.equal(await page.locator(".row[data-swipe], .toast, .detail, dialog[open]").count(), 0);
  assert.ok((await person.tasks()).every(({ status }) => status === "open"));
  await close();
});

test("a hint tells what a swipe does, on a touch screen with tasks, until it is dismissed or a swipe was made", async () => {
  const person = await newUser();
  const phoneOf = () => openDevice(person, phone);
  const { page, faults, close } = await phoneOf();
  const hint = page.getByText("Swipe a task to the right");
  await visit(page, "#/inbox");
  await page.locator(".empty").waitFor();
  assert.equal(await hint.count(), 0, "there is nothing to swipe");
  for (const title of ["Water the plants", "Call the bank"]) await person.create({ title });
  await row(page, "Call the bank").waitFor();
  await hint.waitFor();
  await page.locator(".swipe-hint").getByRole("button", { name: "Close" }).click();
  await hint.waitFor({ state: "detached" });
  await page.reload();
  await row(page, "Call the bank").waitFor();
  assert.equal(await hint.count(), 0, "it is remembered");
  await close();

  const german = await openDevice(person, { ...phone, locale: "de-DE" });
  await visit(german.page, "#/inbox");
  const wish = german.page.getByText("Wische eine Aufgabe nach rechts");
  await wish.waitFor();
  await eventually(() =>
    row(german.page, "Call the bank").evaluate(
      (element) => getComputedStyle(element).touchAction.includes("pan-y") || undefined,
    ),
  );
  const right = await finger(
    await german.page.context().newCDPSession(german.page),
    german.page,
    "Call the bank",
  );
  await right.move({ x: 170 });
  await right.up();
  await wish.waitFor({ state: "detached" });
  await german.close();

  const desktop = await openDevice(person);
  await visit(desktop.page, "#/inbox");
  await row(desktop.page, "Water the plants").waitFor();
  assert.equal(await desktop.page.locator(".swipe-hint").count(), 0);
  assert.deepEqual([...faults, ...desktop.faults], []);
  await desktop.close();
});
