import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { hostileNotes } from "../support/hostile-notes.ts";
import { dayOf, newUser, openDevice, patience, quickAdd, row, saved, visit } from "./support/browser.ts";

/* What is on screen is what a person needs there, on every size and on paper. */

const height = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => element.getBoundingClientRect().height);

test("the calendar opens on the current week, and months can be turned to", async () => {
  const person = await newUser();
  await person.create({
    title: "Standup",
    due: { date: "2026-11-30", time: "09:30" },
    recurrence: { rrule: "FREQ=DAILY" },
  });
  await person.create({ title: "Lunch", due: { date: "2026-12-01", time: "12:00" } });
  await person.create({ title: "Early", due: { date: "2026-12-01", time: "07:00" } });
  const { page, close } = await openDevice(person, { today: "2026-11-30" });
  await visit(page, "#/upcoming?as=calendar");
  const first = page.locator(".month td").first();
  assert.equal(await first.getAttribute("data-today"), "true");
  assert.equal(await page.locator('.month td[data-outside="true"]').count(), 0);
  await page
    .locator(".event-future", { hasText: /9:30\s+Standup/ })
    .first()
    .waitFor();
  // An occurrence to come stands among the tasks of its day, by its time.
  const tomorrow = page.locator(".month td").nth(1).locator(".event");
  assert.deepEqual(await tomorrow.locator("bdi").allTextContents(), ["Early", "Standup", "Lunch"]);
  await page.getByRole("button", { name: "Next month" }).click();
  await page.locator(".calendar-head h2", { hasText: "December 2026" }).waitFor();
  await page.getByRole("button", { name: "Today" }).click();
  assert.equal(await first.getAttribute("data-today"), "true");
  await close();
});

test("a reload with an open task keeps the view behind it", async () => {
  const person = await newUser();
  await person.create({ title: "Ours", tags: ["work"] });
  const { page, close } = await openDevice(person);
  await visit(page, "#/tag/work");
  await row(page, "Ours").locator(".row-open").click();
  await page.locator(".detail").waitFor();
  await page.reload();
  await page.locator(".detail").waitFor();
  await page.locator("h1", { hasText: "#work" }).waitFor();
  await page.locator(".detail-head").getByRole("button", { name: "Close" }).click();
  await page.waitForURL(/#\/tag\/work$/);
  await close();
});

test("the filter is one line, with a chip for each part that is set", async () => {
  const person = await newUser();
  for (let n = 0; n < 12; n++)
    await person.create({ title: `Task ${n}`, tags: [`tag-${n}`], priority: n % 2 ? "high" : "low" });
  for (const viewport of [
    { width: 1280, height: 860 },
    { width: 390, height: 780 },
  ]) {
    const { page, close } = await openDevice(person, { viewport });
    await visit(page, "#/all");
    await row(page, "Task 3").waitFor();
    assert.ok((await height(page, ".filter-bar")) < 60, `${await height(page, ".filter-bar")} px`);
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.locator(".filter-more").getByRole("button", { name: "High" }).click();
    await page.locator(".filter-more").getByRole("button", { name: "#tag-3" }).click();
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await eventually(async () => (await page.locator(".row").count()) === 1);
    await page.getByRole("button", { name: "Remove #tag-3" }).click();
    await eventually(async () => (await page.locator(".row").count()) === 6);
    assert.ok((await height(page, ".filter-bar")) < 60);
    await page.getByRole("button", { name: "Remove High" }).click();
    await eventually(async () => (await page.locator(".row").count()) === 12);
    await close();
  }
});

test("settings and notifications stay on screen however many tags there are, and the current tag is in sight", async () => {
  const person = await newUser();
  for (let n = 10; n < 50; n++) await person.create({ title: `Task ${n}`, tags: [`tag-${n}`] });
  const { page, close } = await openDevice(person, { viewport: { width: 1440, height: 700 } });
  await visit(page, "#/tag/tag-48");
  await page.locator(".sidebar a[aria-current]", { hasText: "tag-48" }).waitFor();
  const outside = () =>
    page.locator(".sidebar").evaluate((sidebar) =>
      [...sidebar.querySelectorAll(".links-more a, [aria-current], .sync-status")]
        .filter((element) => {
          const { top, bottom, left, right } = element.getBoundingClientRect();
          const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          return top < 0 || bottom > innerHeight || !element.contains(at);
        })
        .map((element) => element.textContent),
    );
  // The list of tags grows and scrolls while the tasks arrive.
  await eventually(async () => (await outside()).length === 0, { ms: patience, what: "all on screen" });
  await close();
});

test("on paper there is the list and nothing else", async () => {
  const person = await newUser();
  await person.create({ title: "Printed", due: { date: dayOf(0) } });
  const { page, close } = await openDevice(person);
  await row(page, "Printed").waitFor();
  await page.emulateMedia({ media: "print" });
  assert.ok(await row(page, "Printed").isVisible());
  assert.ok(await page.locator("h1").isVisible());
  for (const part of [".sidebar", ".quick-add", ".skip-link", ".row-action", ".tab-bar"])
    assert.equal(await page.locator(part).first().isVisible(), false, part);
  await close();
});

test("a list that is written from top to bottom is in that order", async () => {
  const person = await newUser();
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  const written = ["Bread", "Butter", "Cheese"];
  for (const title of written) {
    await quickAdd(page, title);
    await row(page, title).waitFor();
    // Two tasks that are sent in the same moment have the order in which the server creates them.
    await saved(page);
  }
  assert.deepEqual(await page.locator(".row-title").allTextContents(), written);
  await close();
});

test("a time of today that has passed is late, and a snoozed task shows it", async () => {
  const person = await newUser();
  await person.create({ title: "Passed", due: { date: "2031-03-06", time: "11:30" } });
  await person.create({ title: "Later", due: { date: "2031-03-06", time: "13:30" } });
  const snoozed = await person.create({ title: "Put off" });
  await person.patch(snoozed, { snoozed_until: "2031-03-06T15:00:00Z" });
  const { page, close } = await openDevice(person, { today: "2031-03-06" });
  await row(page, "Passed").locator(".due.late").waitFor();
  await row(page, "Later").locator(".due:not(.late)").waitFor();
  await visit(page, "#/inbox");
  await row(page, "Put off")
    .getByTitle(/Snoozed until/)
    .waitFor();
  await close();
});

test("on a phone a long sentence wraps, search is in the bar, and only what is late has a dot", async () => {
  const person = await newUser();
  await person.create({ title: "In the inbox" });
  const { page, close } = await openDevice(person, { viewport: { width: 360, height: 740 } });
  const before = await height(page, ".main [data-quick-add]");
  await page
    .locator(".main [data-quick-add]")
    .fill("Buy stamps tomorrow and bring the long letter to the post office #errands");
  assert.ok((await height(page, ".main [data-quick-add]")) > before + 20);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
  assert.equal(await page.locator('.tab[data-dot="true"]').count(), 0);
  await page.locator(".tab", { hasText: "Search" }).click();
  await page.locator(".search-field input:focus").waitFor();
  await close();
});

test("dates and times are in the app's language and the person's clock, whatever the browser's", async () => {
  const person = await newUser();
  const task = await person.create({ title: "Timed", due: { date: "2031-03-06", time: "18:30" } });
  const { page, close } = await openDevice(person, { locale: "en-US", today: "2031-03-06" });
  await row(page, "Timed").locator(".due", { hasText: /6:30/ }).waitFor();
  await visit(page, "#/settings");
  await page.getByRole("combobox", { name: "Clock" }).selectOption("24");
  await page.getByRole("combobox", { name: "Week begins on" }).selectOption("6");
  await visit(page, "#/today");
  await row(page, "Timed").locator(".due", { hasText: "18:30" }).waitFor();
  await visit(page, "#/upcoming?as=calendar");
  assert.equal(await page.locator(".month th").first().textContent(), "Sat");

  await visit(page, "#/settings");
  await page.getByRole("combobox", { name: "Clock" }).selectOption("auto");
  await page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await page.locator("h1", { hasText: "Einstellungen" }).waitFor();
  await visit(page, `#/tasks/${task.id}`);
  const due = page.locator(".detail .due-button");
  await due.filter({ hasText: /18:30/ }).waitFor();
  await due.click();
  await page.getByRole("textbox", { name: "Wann" }).fill("9.4. 7.15 Uhr");
  await page.keyboard.press("Enter");
  await due.filter({ hasText: /9\. Apr.*7:15/ }).waitFor();
  await saved(page);
  const ofServer = async () => (await person.call("GET", `/v1/tasks/${task.id}`)).body.due;
  assert.deepEqual(await ofServer(), { date: "2031-04-09", time: "07:15" });
  await due.click();
  await page.getByRole("textbox", { name: "Wann" }).fill("31.2.");
  await page.locator(".when-read", { hasText: "Nicht verstanden" }).waitFor();
  await page.keyboard.press("Escape");
  await saved(page);
  assert.equal((await ofServer()).date, "2031-04-09");
  await close();
});

test("no notes take many times as long to lay out as others of their length", async () => {
  const person = await newUser();
  await person.create({ title: "Long", notes: "x".repeat(9000) });
  const { page, close } = await openDevice(person);
  await visit(page, "#/inbox");
  await row(page, "Long").locator(".row-open").click();
  const took = (part: string) =>
    page.locator(".as-written").evaluate(
      (element, text) => {
        const times = [1, 2].map(() => {
          element.textContent = "";
          element.getBoundingClientRect();
          const begun = performance.now();
          element.textContent = text;
          element.getBoundingClientRect();
          return performance.now() - begun;
        });
        return Math.min(...times);
      },
      part.repeat(36_000 / part.length),
    );
  const plain = await took("some words ");
  for (const [name, part] of Object.entries(hostileNotes)) {
    const ratio = (await took(part)) / plain;
    assert.ok(ratio < 60, `${name}: ${ratio.toFixed()} times`);
  }
  await close();
});
