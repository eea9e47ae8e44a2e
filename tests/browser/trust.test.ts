import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { Person } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { dayOf, newUser, openDevice, quickAdd, row, saved, visit } from "./support/browser.ts";

/* What a person does with fingers and keys has the effect that they see, and no other. */

const titles = (page: Page) => page.locator(".row:not([inert]) .row-title").allTextContents();
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest(".row")?.querySelector(".row-title")?.textContent);
const titled = async (person: Person, title: string) =>
  (await person.tasks()).find((task) => task.title === title);
const field = (page: Page) => page.locator(".main [data-quick-add]");

test("undo goes back over any number of steps of one task, and says so when the server has agreed", async () => {
  const person = await newUser();
  const task = await person.create({ title: "Chain" });
  const { page, faults, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await row(page, "Chain").waitFor();
  await page.locator("h1").click();
  for (const key of ["j", "1", "3", "1"]) {
    await page.keyboard.press(key);
    await saved(page);
  }
  for (const priority of ["low", "high", "medium"]) {
    await page.keyboard.press("z");
    await page.locator(".toast", { hasText: "Undone" }).waitFor();
    await saved(page);
    assert.equal((await titled(person, "Chain"))?.priority, priority);
  }
  assert.equal(await page.locator('.toast[data-tone="bad"]').count(), 0);
  // A change from elsewhere ends the chain: one message, and it is not called undone.
  await page.keyboard.press("1");
  await saved(page);
  const now = await titled(person, "Chain");
  assert.ok(now);
  await person.patch(now, { priority: "low" });
  await page.locator(".row .flag-low").waitFor();
  await page.keyboard.press("z");
  await page.locator('.toast[data-tone="bad"]', { hasText: "can no longer be undone" }).waitFor();
  assert.equal(await page.locator(".toast", { hasText: /^Undone:/ }).count(), 0);
  assert.equal((await person.call("GET", `/v1/tasks/${task.id}`)).body.priority, "low");
  assert.deepEqual(faults, []);
  await close();
});

test("when a row goes, its neighbour has the focus, in every view", async () => {
  const person = await newUser();
  for (const n of [1, 2, 3, 4]) {
    await person.create({ title: `Today ${n}`, due: { date: dayOf(0), time: `0${n}:00` }, tags: ["x"] });
    await person.create({ title: `Soon ${n}`, due: { date: dayOf(2), time: `0${n}:00` } });
    await person.create({
      title: `Some ${n}`,
      priority: (["high", "medium", "low"] as const)[n - 1] ?? "low",
    });
    await person.act(await person.create({ title: `Done ${n}` }), "complete");
    await person.remove(await person.create({ title: `Gone ${n}` }));
  }
  const { page, close } = await openDevice(person);
  const steps: [view: string, key: string][] = [
    ["today", "e"],
    ["tag/x", "#"],
    ["upcoming", "e"],
    ["inbox", "#"],
    ["completed", "e"],
    ["all", "e"],
    ["search?q=Some", "#"],
  ];
  for (const [view, key] of steps) {
    await visit(page, `#/${view}`);
    await page.locator(".row").nth(1).waitFor();
    await page.locator("h1").click();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    const before = await titles(page);
    await page.keyboard.press(key);
    await page
      .locator(".row:not([inert]) .row-title", { hasText: before[1] ?? "" })
      .waitFor({ state: "detached" });
    await eventually(async () => (await focused(page)) === (before[2] ?? before[0]), {
      what: `the focus in ${view}, which is at ${await focused(page)}`,
    });
    assert.equal(await page.locator(".row .row-open[tabindex='0']").count(), 1, view);
  }
  // The next key acts on that neighbour, as by somebody who clears a list.
  await visit(page, "#/today");
  await page.locator("h1").click();
  const left = await titles(page);
  await page.keyboard.press("j");
  for (const _ of left) await page.keyboard.press("e");
  await page.locator(".row").first().waitFor({ state: "detached" });
  await saved(page);
  for (const title of left) assert.equal((await titled(person, title))?.status, "done", title);
  await page.locator("#main:focus").waitFor();
  await close();
});

test("a second click at once does nothing to the row that comes next", async () => {
  const person = await newUser();
  for (const n of [1, 2, 3])
    await person.create({ title: `Row ${n}`, due: { date: dayOf(0), time: `0${n}:00` } });
  const { page, close } = await openDevice(person);
  const box = await row(page, "Row 1").getByRole("checkbox").boundingBox();
  assert.ok(box);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  // The three at once, as waiting for each in turn may take a busy machine longer than the grace.
  await Promise.all([1, 2, 3].map(() => page.mouse.click(x, y, { delay: 20 })));
  await row(page, "Row 1").waitFor({ state: "detached" });
  await saved(page);
  assert.deepEqual(
    (await person.tasks("&status=done")).map(({ title }) => title),
    ["Row 1"],
  );
  // Afterwards the next row is there to be completed.
  await page.waitForTimeout(800);
  await page.mouse.click(x, y);
  await row(page, "Row 2").waitFor({ state: "detached" });
  // In the detail a second click does not reopen.
  await row(page, "Row 3").locator(".row-open").click();
  await page.locator(".detail .check").click({ clickCount: 2, delay: 20 });
  await saved(page);
  assert.equal((await titled(person, "Row 3"))?.status, "done");
  await close();
});

test("what the view adds is a chip that can be left out, and the message says where the task is", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  const chips = page.locator(".quick-add .chips button");
  await field(page).fill("Learn Portuguese");
  await chips.filter({ hasText: "Today" }).click();
  await page.keyboard.press("Enter");
  await page.locator(".toast", { hasText: "Added “Learn Portuguese” · Inbox" }).waitFor();
  await field(page).fill("Call home");
  await page.keyboard.press("Enter");
  await page.locator(".toast", { hasText: "Added “Call home” · Today" }).waitFor();
  await visit(page, "#/tag/trip");
  await field(page).fill("Tickets");
  await chips.filter({ hasText: "#trip" }).waitFor();
  await field(page).fill("");
  await visit(page, "#/upcoming?as=calendar");
  await page.locator(".day-number").nth(9).click();
  await page.locator("dialog .chips button").first().waitFor();
  await page.keyboard.press("Escape");
  await saved(page);
  const due = Object.fromEntries((await person.tasks()).map((task) => [task.title, task.due?.date]));
  assert.deepEqual(due, { "Learn Portuguese": undefined, "Call home": dayOf(0) });
  await close();
});

test("the tags sheet begins in its field, completes a known tag in any case, and Escape cancels", async () => {
  const person = await newUser();
  await person.create({ title: "Known", tags: ["Work"] });
  for (const n of [1, 2]) await person.create({ title: `Tag me ${n}` });
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await row(page, "Tag me 2").waitFor();
  await page.locator("h1").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("l");
  await page.locator("dialog .add-input:focus").waitFor();
  await page.keyboard.type("wo");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog .add-input").inputValue(), "");
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await saved(page);
  assert.deepEqual((await titled(person, "Tag me 1"))?.tags, []);

  await page.keyboard.press("l");
  await page.locator("dialog .add-input:focus").waitFor();
  await page.keyboard.type("wo");
  await page.getByRole("option", { name: "#Work" }).waitFor();
  await page.keyboard.press("Tab");
  await page.locator("dialog .chip", { hasText: "#Work" }).waitFor();
  await page.keyboard.type("wORK");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await saved(page);
  for (const title of ["Known", "Tag me 1", "Tag me 2"])
    assert.deepEqual((await titled(person, title))?.tags, ["Work"], title);
  await close();
});

test("tags are one whatever their case: in quick add, in the sidebar, in their view and in the filter", async () => {
  const person = await newUser();
  await person.create({ title: "One", tags: ["Design"] });
  await person.create({ title: "Two", tags: ["Design"] });
  await person.create({ title: "Three", tags: ["design"] });
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await field(page).pressSequentially("Four #des");
  await page.getByRole("option", { name: "#Design" }).waitFor();
  // Typing goes on before a busy browser draws the next frame: the caret must be behind the tag already.
  await page.evaluate(() => {
    window.requestAnimationFrame = (draw) => window.setTimeout(() => draw(performance.now()), 500);
  });
  await page.keyboard.press("Tab");
  await page.keyboard.type("#DESIGN");
  await page.keyboard.press("Enter");
  await row(page, "Four").waitFor();
  await saved(page);
  assert.deepEqual((await titled(person, "Four"))?.tags, ["Design"]);
  const link = page.locator(".sidebar a[href='#/tag/Design']");
  assert.equal(await link.locator(".count").textContent(), "4");
  assert.equal(await page.locator(".sidebar a[href='#/tag/design']").count(), 0);
  await visit(page, "#/tag/dESIGN");
  await eventually(async () => (await titles(page)).length === 4);
  await visit(page, "#/all?tag=design");
  await eventually(async () => (await titles(page)).length === 4);
  const listed = (await person.call("GET", "/v1/tasks?tag=DESIGN")).body.results;
  assert.equal(listed.length, 4, "the API agrees");
  const both = await person.create({ title: "Both", tags: ["A", "a"] });
  assert.deepEqual(both.tags, ["A"]);
  await close();
});

test("drafts survive a reload, another view and a tap beside", async () => {
  const person = await newUser();
  const task = await person.create({ title: "Notes", notes: "" });
  const { page, close } = await openDevice(person);
  await field(page).fill("Half a thought");
  await visit(page, "#/upcoming");
  await visit(page, "#/inbox");
  assert.equal(await field(page).inputValue(), "Half a thought");
  await page.reload();
  assert.equal(await field(page).inputValue(), "Half a thought");
  await visit(page, "#/upcoming");
  await page.locator("h1").click();
  await page.keyboard.press("q");
  const sheet = page.locator("dialog [data-quick-add]");
  await sheet.fill("Another half");
  await page.mouse.click(5, 5);
  await sheet.waitFor({ state: "detached" });
  await page.locator("h1").click();
  await page.keyboard.press("q");
  assert.equal(await sheet.inputValue(), "Another half");
  await page.keyboard.press("Enter");
  await sheet.waitFor({ state: "detached" });
  await page.keyboard.press("q");
  assert.equal(await sheet.inputValue(), "", "an added draft is none any more");
  await page.keyboard.press("Escape");

  // Typed a moment before the page is left: not said to be saved, and saved afterwards.
  await visit(page, `#/tasks/${task.id}`);
  const notes = page.locator(".detail").getByRole("textbox", { name: "Notes" });
  await notes.fill("Typed at the last moment");
  assert.notEqual(await page.locator(".sync-status").getAttribute("data-waiting"), "0");
  await page.reload();
  await saved(page);
  await eventually(async () => (await titled(person, "Notes"))?.notes === "Typed at the last moment");
  await close();
});

test("an occurrence that undoing removes is not in the trash", async () => {
  const person = await newUser();
  await person.create({ title: "Rent", due: { date: dayOf(0) }, recurrence: { rrule: "FREQ=MONTHLY" } });
  const { page, close } = await openDevice(person);
  await row(page, "Rent").getByRole("checkbox").click();
  await saved(page);
  await eventually(async () => (await person.tasks("&status=open")).length === 1);
  await visit(page, "#/upcoming");
  await page.locator(".row:not(.row-future) .row-title", { hasText: "Rent" }).waitFor();
  await page.locator("h1").click();
  await page.keyboard.press("z");
  await page.locator(".toast", { hasText: "Undone" }).waitFor();
  await eventually(async () => (await person.call("GET", "/v1/tasks?trash=true")).body.results.length === 1);
  await visit(page, "#/trash");
  await page.locator(".empty").waitFor();
  const [removed] = (await person.call("GET", "/v1/tasks?trash=true")).body.results;
  const trail = (await person.call("GET", `/v1/tasks/${removed.id}/history`)).body.results;
  await eventually(async () => trail[0]?.action === "deleted" && trail[0]?.actor === "recurrence");
  assert.equal((await person.act(removed, "restore")).status, 409);
  await close();
});

test("“use mine” restores a task that was trashed elsewhere, and the question stays until it is decided", async () => {
  const person = await newUser();
  const task = await person.create({ title: "Fought over" });
  const device = await openDevice(person, { viewport: { width: 390, height: 780 } });
  const { page, faults, close } = device;
  await visit(page, "#/inbox");
  await row(page, "Fought over").waitFor();
  await page.context().setOffline(true);
  await row(page, "Fought over").getByRole("checkbox").click();
  await person.remove(task);
  await page.context().setOffline(false);
  const banner = page.locator(".banner", { hasText: "1 change needs your decision" });
  await banner.waitFor();
  await page.locator(".toast").first().waitFor({ state: "detached" });
  await page.reload();
  await banner.waitFor();
  await page.locator('.tab[data-dot="true"]', { hasText: "More" }).waitFor();
  await banner.getByRole("button", { name: "Decide" }).click();
  await page.getByRole("button", { name: "Use mine" }).click();
  await banner.waitFor({ state: "detached" });
  await eventually(async () => {
    const { body } = await person.call("GET", `/v1/tasks/${task.id}`);
    return body.status === "done" && body.deleted_at === null;
  });
  assert.deepEqual(faults, []);
  await close();
});

test("Shift and a click select the rows between", async () => {
  const person = await newUser();
  for (const n of [1, 2, 3, 4, 5])
    await person.create({ title: `Row ${n}`, due: { date: dayOf(0), time: `0${n}:00` } });
  const { page, close } = await openDevice(person);
  await row(page, "Row 1")
    .locator(".row-open")
    .click({ modifiers: ["Control"] });
  await row(page, "Row 4")
    .locator(".row-open")
    .click({ modifiers: ["Shift"] });
  await page.locator(".bulk-bar", { hasText: "4 selected" }).waitFor();
  assert.equal(await page.locator('.row[data-selected="true"]').count(), 4);
  await row(page, "Row 2")
    .locator(".row-open")
    .click({ modifiers: ["Shift"] });
  await page.locator(".bulk-bar", { hasText: "4 selected" }).waitFor();
  await close();
});

test("several pasted lines are offered as that many tasks", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  const paste = (text: string) =>
    field(page).evaluate((element, given) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", given);
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  await field(page).click();
  await paste("- Tomatoes\n- Cucumber #garden\n\n3. Feta cheese\n* [ ] Olives tomorrow\n");
  await page.getByRole("button", { name: "Add 4 tasks" }).click();
  await page.locator(".toast", { hasText: "Added 4 tasks" }).waitFor();
  await saved(page);
  const tasks = (await person.tasks()).map(({ title, tags, due }) => [title, tags, due?.date]).sort();
  assert.deepEqual(tasks, [
    ["Cucumber", ["garden"], dayOf(0)],
    ["Feta cheese", [], dayOf(0)],
    ["Olives", [], dayOf(1)],
    ["Tomatoes", [], dayOf(0)],
  ]);
  await page.locator("h1").click();
  await page.keyboard.press("z");
  await page.locator(".toast", { hasText: "Undone" }).waitFor();
  await eventually(async () => (await person.tasks()).length === 0);
  await field(page).click();
  await paste("one\ntwo");
  await page.getByRole("button", { name: "As one task" }).click();
  await field(page).press("Enter");
  await row(page, "one two").waitFor();
  assert.equal(await quickAdd(page, "").then(() => page.locator(".row").count()), 1);
  await close();
});
